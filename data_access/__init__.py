"""All SQL of the portal (SQLAlchemy Core over PostgreSQL): schema, reads, stores, migrations."""

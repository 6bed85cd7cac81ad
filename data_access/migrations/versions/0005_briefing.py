"""Briefing: packs, their files, schedules, recipients and the slides of an office of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "briefing",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kumpulan", sa.BigInteger(), nullable=True),
        sa.Column("jadwal", sa.BigInteger(), nullable=True),
        sa.Column("wilayah", sa.BigInteger(), nullable=False),
        sa.Column("program", sa.SmallInteger(), nullable=False),
        sa.Column("periode", sa.Integer(), nullable=False),
        sa.Column("bab", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("samar", sa.SmallInteger(), nullable=False),
        sa.Column("templat", sa.BigInteger(), nullable=True),
        sa.Column("peta_bentuk", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("state", sa.Text(), server_default="antre", nullable=False),
        sa.Column("persen", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("langkah", sa.Text(), nullable=True),
        sa.Column("galat", sa.Text(), nullable=True),
        sa.Column("percobaan", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("pembuat", sa.Integer(), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mulai", sa.DateTime(timezone=True), nullable=True),
        sa.Column("selesai", sa.DateTime(timezone=True), nullable=True),
        sa.Column("per", sa.DateTime(timezone=True), nullable=True),
        sa.Column("isi", sa.LargeBinary(), nullable=True),
        sa.Column("sidik", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "state IN ('antre', 'dikerjakan', 'selesai', 'gagal', 'batal')", name=op.f("ck_briefing_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing")),
    )
    op.create_index(
        "ix_briefing_antre",
        "briefing",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state IN ('antre', 'dikerjakan')"),
    )
    op.create_index(
        "ix_briefing_jadwal", "briefing", ["jadwal", "id"], unique=False, postgresql_where=sa.text("jadwal IS NOT NULL")
    )
    op.create_index(
        "ix_briefing_kumpulan", "briefing", ["kumpulan"], unique=False, postgresql_where=sa.text("kumpulan IS NOT NULL")
    )
    op.create_index("ix_briefing_pembuat", "briefing", ["pembuat", "id"], unique=False)
    op.create_table(
        "briefing_berkas",
        sa.Column("briefing", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bentuk", sa.Text(), nullable=False),
        sa.Column("isi", sa.LargeBinary(), nullable=False),
        sa.Column("sidik", sa.LargeBinary(), nullable=False),
        sa.Column("ukuran", sa.Integer(), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("bentuk IN ('pptx', 'pdf', 'xlsx')", name=op.f("ck_briefing_berkas_bentuk")),
        sa.PrimaryKeyConstraint("briefing", "bentuk", name=op.f("pk_briefing_berkas")),
    )
    op.create_table(
        "briefing_jadwal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("wilayah", sa.BigInteger(), nullable=False),
        sa.Column("program", sa.SmallInteger(), nullable=False),
        sa.Column("bab", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("templat", sa.BigInteger(), nullable=True),
        sa.Column("peta_bentuk", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("hari", sa.SmallInteger(), nullable=False),
        sa.Column("jam", sa.Time(), nullable=False),
        sa.Column("aktif", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("pembuat", sa.Integer(), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("berikut", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hari BETWEEN 1 AND 7", name=op.f("ck_briefing_jadwal_hari")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing_jadwal")),
    )
    op.create_index(
        "ix_briefing_jadwal_berikut", "briefing_jadwal", ["berikut"], unique=False, postgresql_where=sa.text("aktif")
    )
    op.create_table(
        "briefing_kirim",
        sa.Column("jadwal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("jatuh", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pengguna", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("briefing", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default="menunggu", nullable=False),
        sa.Column("percobaan", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("berikut", sa.DateTime(timezone=True), nullable=True),
        sa.Column("galat", sa.Text(), nullable=True),
        sa.Column("waktu", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('menunggu', 'dikirim', 'gagal', 'tanpa_surel', 'ditolak')", name=op.f("ck_briefing_kirim_state")
        ),
        sa.PrimaryKeyConstraint("jadwal", "jatuh", "pengguna", name=op.f("pk_briefing_kirim")),
    )
    op.create_index(
        "ix_briefing_kirim_berikut",
        "briefing_kirim",
        ["berikut"],
        unique=False,
        postgresql_where=sa.text("state = 'menunggu'"),
    )
    op.create_index("ix_briefing_kirim_pengguna", "briefing_kirim", ["pengguna", "briefing"], unique=False)
    op.create_table(
        "briefing_penerima",
        sa.Column("jadwal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("pengguna", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("jadwal", "pengguna", name=op.f("pk_briefing_penerima")),
    )
    op.create_table(
        "briefing_templat",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("wilayah", sa.BigInteger(), nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("isi", sa.LargeBinary(), nullable=False),
        sa.Column("sidik", sa.LargeBinary(), nullable=False),
        sa.Column("ukuran", sa.Integer(), nullable=False),
        sa.Column("pembuat", sa.Integer(), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dicabut", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing_templat")),
    )
    op.create_index(
        "ix_briefing_templat_wilayah",
        "briefing_templat",
        ["wilayah"],
        unique=False,
        postgresql_where=sa.text("dicabut IS NULL"),
    )


def downgrade() -> None:
    raise NotImplementedError("Data of the new tables would be lost; restore a backup instead.")

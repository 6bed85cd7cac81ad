"""Demo: sample data and sample accounts."""

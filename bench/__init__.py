"""What ``make bench`` runs; what each floor is stands in ``bench/README.md``."""

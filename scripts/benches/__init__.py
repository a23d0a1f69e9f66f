"""Measurements: each module has a main() that prints a table."""

"""Changes of large tables while people go on working: short transactions, resumable, one short swap at the end."""

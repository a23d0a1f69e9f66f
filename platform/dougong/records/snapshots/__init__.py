"""Snapshots of linked records: how they compare with their sources, and taking them again."""

"""Reports: the same numbers by every road, under everybody's rights, on both databases."""

"""Taking away the demo data of an app alone, and bringing it back within 30 days."""

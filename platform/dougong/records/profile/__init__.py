"""The profile of a record: what is gathered around it from other forms, under its reader's rights."""

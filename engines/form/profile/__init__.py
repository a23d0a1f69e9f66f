"""The profile of a record: what is gathered around it from the forms that lead to it."""

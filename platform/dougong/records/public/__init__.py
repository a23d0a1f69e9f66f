"""Public forms: a form for whoever holds its address, and nothing else of the app."""

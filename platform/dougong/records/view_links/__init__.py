"""Views shared by link: one view of a form, to look at, for whoever holds its address."""

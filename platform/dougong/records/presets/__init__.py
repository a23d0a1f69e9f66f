"""Record templates: named values that a new record begins with, one's own or shared."""

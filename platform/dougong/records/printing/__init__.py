"""Records on paper: print templates filled under the reader's rights, labels on sheets, uploaded files."""

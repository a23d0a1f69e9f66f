"""Records leave as xlsx or csv: under the caller's export grants, safe to open in a spreadsheet program."""

"""How each kind of analysis is counted: rows in, results per subject out."""

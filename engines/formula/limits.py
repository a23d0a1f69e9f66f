"""Budgets of the language. Text beyond them is refused at parse; values beyond them are error values."""

LANGUAGE_VERSION = 1
"""Written into every AST. `upgrade.py` lifts older ones."""

MAX_CHARS = 4_000
MAX_NODES = 500
MAX_DEPTH = 64
MAX_TOKENS = 1_200
"""Words and signs, counted before the parser runs."""
MAX_LITERAL_CHARS = 1_000
MAX_TEXT = 32_767
"""Characters of a text result, as in an Excel cell; longer gives #VALUE!."""
MAX_STEPS = 10_000
"""Work per evaluation: nodes of the tree plus, for each pass over a list, its rows times the nodes per row."""
MAX_FORMAT = 255
"""Characters of a TEXT format, as in Excel."""
MAX_MATCHES = 1_000
"""Matches that REGEXREPLACE replaces; more give #VALUE!."""
MAX_PATTERN = 500
"""Characters of a regular expression."""

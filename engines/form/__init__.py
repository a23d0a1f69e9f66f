"""Forms: what a kind of record looks like, and what happens to its values when one is saved.

Pure: data in, data out. No database, no clock, no randomness; `now`, the linked records and the
signed-in user are arguments. May use `engines.formula` and `engines.calendar`, nothing else of ours.
"""

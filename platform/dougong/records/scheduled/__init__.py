"""Exports at given times: what, when, for whom, and what became of each."""

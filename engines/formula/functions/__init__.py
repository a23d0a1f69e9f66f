"""Importing this package declares every function, category by category."""

from engines.formula.functions import (
    blanks,
    conditional,
    date,
    date_steps,
    finance,
    logic,
    lookup,
    math,
    places,
    powers,
    stats,
    text,
    text_forms,
    text_search,
)

MODULES = (
    math, places, powers, stats, conditional, text, text_search, text_forms, logic, blanks, date, date_steps, lookup,
    finance,
)  # fmt: skip
CATEGORIES = ("math", "stats", "text", "logic", "date", "lookup", "finance")

__all__ = ["CATEGORIES", "MODULES"]

"""Importing this package declares every function, category by category."""

from engines.formula.functions import date, finance, logic, lookup, math, stats, text

__all__ = ["date", "finance", "logic", "lookup", "math", "stats", "text"]

"""Writes docs/formula-functions.md from the registry of functions."""

from pathlib import Path

from engines.formula.reference import reference

TARGET = Path(__file__).resolve().parent.parent / "docs" / "formula-functions.md"

if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")

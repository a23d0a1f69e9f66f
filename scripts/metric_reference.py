"""Writes docs/metrics.md from the registry of metrics."""

from pathlib import Path

from engines.report.metrics.reference import reference

TARGET = Path(__file__).resolve().parent.parent / "docs" / "metrics.md"

if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")

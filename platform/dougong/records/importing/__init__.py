"""Spreadsheets become records: a file is looked at, mapped, rehearsed, and only then written, through the pipeline."""

"""Tests of engines.report.learning."""

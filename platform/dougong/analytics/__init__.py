"""Analyses of records: rows of an app become frames, engines count, results come back per record; models are kept.

Nothing here writes records: flows do (`dougong.flows.analysing`), through the one pipeline. docs/analytics.md.
"""

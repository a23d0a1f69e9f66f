"""Reads of records: nine requests of ten, so they have a lean path of their own (design §10.1).

`query` asks, `Reader` answers, an `Executor` runs the statements on a bare driver. All of them go through the one
access compiler.
"""

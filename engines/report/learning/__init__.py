"""Learning from records: factors as of a date, models that are tested on what came later, groups, rules, likings.

Everything here is pure and gives the same answer for the same data: no clock, no chance (seeds are settings). Numbers
are counted by polars; the models are small enough to be read, so they are written out here and need no other library.
"""

"""One approval step as a pure state machine: who sits at the table, whose turn it is, what their words add up to.

Start at `round.open_round`; the commands of people are the functions of `round`. `seats` has the shapes and the
changes (`fold(changes) == round`), `tally` the rules. docs/flow-approval.md is the truth table in words.
"""

"""The flow engine: what happens to records by itself, and who must say yes. Pure: no database, no clock, no randomness.

Start at `definition.load_flow` (document → Flow), `program.compile_flow` (Flow → Program, with lint) and
`advance.advance` (Program, State, Event, now, env → state, effects, facts). docs/flows.md explains the words.
"""

"""The flows room: what happens to records by itself, and who must say yes. docs/flows.md explains the words."""

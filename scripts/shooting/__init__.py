"""Pictures of every main page, and what is wrong with them: `scripts/shots`."""

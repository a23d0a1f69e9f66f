"""Bytes of strangers for every parser: `scripts/attack fuzz`, docs/attacks.md."""

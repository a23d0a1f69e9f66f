"""Designing together: comments on drafts, and people who are asked to look at one before it is published (R10)."""

"""Dashboards: what people draw, who sees which numbers, how they are computed, and how they leave the house."""

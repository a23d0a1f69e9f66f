"""The polars back end: requests of a plan → cells, over frames."""

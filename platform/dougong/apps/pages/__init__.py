"""Pages of an app: blocks on a grid that bring lists, forms, charts, links and words together."""

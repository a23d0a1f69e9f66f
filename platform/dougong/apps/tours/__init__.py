"""Guided first hours: tours and first-day checklists that an app brings for its roles, and its help page."""

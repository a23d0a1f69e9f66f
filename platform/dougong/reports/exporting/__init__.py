"""Dashboards as files: workbooks with native charts, PDF, pictures, CSV; all without a browser."""

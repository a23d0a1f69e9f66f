"""Keeping an installation: backups that any database can be restored from, drills, and moving to another database."""

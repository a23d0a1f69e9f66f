"""What stands around a record: comments, who follows it, reminders, and the line of everything that happened to it."""

"""What an administrator sees of how the installation is kept: its backups, and what the operator has set."""

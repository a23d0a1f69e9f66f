"""A newer package over an installed app: three ways are compared, the app's own changes are kept."""

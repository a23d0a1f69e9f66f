"""Programs that use an app's API, written for its real forms and fields: to copy and go on from."""

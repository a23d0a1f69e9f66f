"""What has changed in a form's records since a moment, under one reader's rights: the changes feed and webhooks."""

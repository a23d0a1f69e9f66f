"""One field of many records at once, and taking such a batch back."""

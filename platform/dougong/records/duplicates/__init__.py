"""Records that are the same thing twice: finding them, saying that they are not, merging, and taking a merge back."""

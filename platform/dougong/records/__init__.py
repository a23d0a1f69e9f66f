"""Records: the one write pipeline of every door, and the reads, under the caller's grants."""

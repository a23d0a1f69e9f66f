"""What an operator looks at: work that is stuck, what is slow, numbers for a collector."""

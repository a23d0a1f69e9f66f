"""What every room needs and no room owns: database, errors, ids, time, pages. Knows nothing of Dougong's rooms."""

"""Pages that bring in files: upload, columns, check, result."""

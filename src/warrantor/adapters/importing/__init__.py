"""Bringing in files: reading sheets, matching columns, keeping rows aside, checking and writing them in batches."""

"""What was told to whom, for staff, and how programs word it."""

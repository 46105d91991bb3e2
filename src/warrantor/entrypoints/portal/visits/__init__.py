"""Pages of visits: a technician's day, one visit with all that may be done about it, and planning."""

"""Programs, products, units, parties, places, and the history of each unit: appended to, never changed."""

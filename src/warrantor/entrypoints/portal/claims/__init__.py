"""Claims as whoever made them sees them: reporting a fault question by question, the list, and a claim's own page."""

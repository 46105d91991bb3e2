"""One question, one explained answer."""

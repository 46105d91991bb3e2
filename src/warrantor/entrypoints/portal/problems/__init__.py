"""Pages for when something went wrong: what happened, what is safe, which number to quote."""

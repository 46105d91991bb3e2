"""Units for people: the list, a unit with its timeline and history as of any moment, facts added and put right."""

"""The receipt: an answer that was given, with what carries it and what can be done about it."""

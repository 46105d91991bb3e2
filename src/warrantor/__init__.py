"""Warrantor: warranty and support promises, run from the document that states them."""

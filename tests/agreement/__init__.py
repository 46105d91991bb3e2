"""Whole terms documents and histories made up, and every reader of the rules asked the same of them."""

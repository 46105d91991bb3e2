"""The web pages: the public coverage check with its receipt, and the published terms. No business rule lives here."""

"""Registrations as staff see them: the list, one with all that was done about it, denying, removing and undoing."""

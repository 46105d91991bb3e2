"""Alerts for staff: what waits for a look, and what came of it."""

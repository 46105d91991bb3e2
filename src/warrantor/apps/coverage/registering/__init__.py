"""Registrations: drafts, what a program's document needs of them by which route, and what completing one opens."""

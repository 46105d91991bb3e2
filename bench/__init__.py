"""Measurements anyone can run: `make bench`, or `make bench-quick` for a first look."""

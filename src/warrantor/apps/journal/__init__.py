"""Append-only record of who did what, when, from where and why, sealed in batches into a chain."""

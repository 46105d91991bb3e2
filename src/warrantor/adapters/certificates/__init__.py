"""Certificates outside the records: the keys they are signed with, their paper, and codes found in files."""

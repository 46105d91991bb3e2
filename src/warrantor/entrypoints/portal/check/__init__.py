"""The check: one serial number in, one answer out."""

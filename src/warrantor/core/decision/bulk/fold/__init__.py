"""Batches of histories -> slot tables."""

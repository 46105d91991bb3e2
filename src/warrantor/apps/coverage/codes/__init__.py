"""Activation codes: made in batches, printed on cards, kept as digests, each entered once against a registered unit."""

"""Webhooks: which other systems are told what happens, and how that went."""

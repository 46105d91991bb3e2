"""Invitations to organisations: sent, and accepted at the link in the letter."""

"""Invitations: somebody is asked by mail to join a party in a role, and joins by signing in with that address."""

"""Certificates: issued and handed out on a unit's page, verified by anybody."""

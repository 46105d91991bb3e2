"""Certificates of coverages: what one says and how that is signed, issued, revoked, and looked at by anybody."""

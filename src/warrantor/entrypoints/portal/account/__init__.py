"""Signing up and in, second factors, passkeys and sessions: allauth's pages in our look, told in the journal."""

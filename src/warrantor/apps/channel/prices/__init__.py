"""Requests for a price: what a customer asks, the account manager it reaches by name, and what waits for an answer."""

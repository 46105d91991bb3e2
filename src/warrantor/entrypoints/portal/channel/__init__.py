"""The staff pages of the channel: accreditations, ties, account managers, requests for a price."""

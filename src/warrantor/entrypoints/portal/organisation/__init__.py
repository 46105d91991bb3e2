"""One's own organisation: people, places, invitations, approvals given to registrars, prices asked for."""

"""Users and, later, roles. Each app above registers who may see its rows, and asks here."""

"""Users and their roles. Each app above registers who may see its rows, and asks here."""

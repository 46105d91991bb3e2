"""Django apps in one order: an app imports only those below it (see .importlinter)."""

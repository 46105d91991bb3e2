"""The staff screens: tables that a manager needs, read as `access.sight` says and written to through actions alone."""

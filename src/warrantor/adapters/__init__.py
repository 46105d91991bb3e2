"""What reaches outside: each module implements a port of the core or of an app."""

"""The HTTP API: units, their histories, questions and decisions, for programs that act by token."""

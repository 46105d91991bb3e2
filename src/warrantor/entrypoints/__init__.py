"""Ways in. Each reads a request, calls an action, a query or the core, and words the reply: no business rule here."""

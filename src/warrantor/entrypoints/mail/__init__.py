"""E-mail coming in: one message handed over, or all that wait in a mailbox."""

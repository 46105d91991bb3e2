"""E-mail on its way in: messages read whatever they hold, who vouches for their senders, and mailboxes over IMAP."""

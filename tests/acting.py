"""Who acts in tests where it does not matter who does."""

from warrantor.apps.journal.rules import By

BY = By("user:1", "page", "192.0.2.0/24")

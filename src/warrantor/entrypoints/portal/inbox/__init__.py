"""The inbox: what somebody and the parties that they belong to were told."""

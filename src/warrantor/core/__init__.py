"""Pure Python: values, the terms language and the decisions. No Django, no clock, no network, no disk."""

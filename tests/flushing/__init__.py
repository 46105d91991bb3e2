"""An app of the tests: its `flush` may empty append-only tables, and guards them again afterwards."""

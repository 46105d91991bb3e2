"""Papers of a unit: its section on the unit's page, the form, the download, and what staff do with a proof."""

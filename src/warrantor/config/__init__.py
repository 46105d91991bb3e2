"""Settings, addresses and the clock: the only wiring."""

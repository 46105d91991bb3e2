"""The worker: carries out what is due and sends what waits, as long as it runs. Several may run."""

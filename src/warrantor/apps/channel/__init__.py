"""The channel: who sells and installs for whom, with which standing, and who may act for a customer."""

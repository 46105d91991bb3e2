"""Visits to units: offered by region and standing, agreed, gone to and recorded, with the parts they took."""

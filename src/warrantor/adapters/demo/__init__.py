"""Made-up records for the demonstration: stories told in `programs/NAME/demo.yaml`, units made from them by chance.

Nothing here knows a program: products, plans, people and what befalls a unit all come from the data.
"""

"""Goods on their way: the returns dock, labels, and the track of an exchange. What a claim is stands in `claims`."""

"""Amounts payable or refundable, each tied to the clauses that say so and to what caused it."""

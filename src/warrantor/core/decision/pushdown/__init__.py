"""A decision as SQL, for an engine that holds the facts itself: DuckDB, PostgreSQL, Spark.

Expressions over columns become ibis expressions, and those one statement. What runs it is in `adapters.engines`.
"""

"""Engines that decide slot tables where the data is: DuckDB, PostgreSQL, Spark. The core writes what they run."""

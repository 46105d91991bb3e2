"""The published terms: the library and each document, as people read it."""

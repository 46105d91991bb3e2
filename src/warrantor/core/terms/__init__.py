"""The terms language: document text -> clauses, statements, expressions and types; its errors say how to mend."""

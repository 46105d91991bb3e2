"""Decisions given, for those who may see them: the list, as a file, and each by its number with all it rests on."""

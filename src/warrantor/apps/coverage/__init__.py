"""Decisions given, kept with the terms version and facts they rest on, so that each can be run again."""

"""The command line: `main` holds the parser; each command is a module, imported when it is called."""

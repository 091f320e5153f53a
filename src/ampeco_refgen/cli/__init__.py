"""The command line: the commands, the lookups among them, and what they print."""

"""Findings that the document does not say outright, each with its evidence."""

"""Profiles of APIs: the files that say what a document does not, and their reading."""

"""Lookup: `show` and `search` read the bundle's Markdown on disk, with Python's standard library (3.9 on) alone.

Nothing outside this package is imported, so that a copy of the skill answers wherever there is a Python.
"""

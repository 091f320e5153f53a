"""Lookup: answers from the bundle on disk, `reference/*.md` and `reference/catalog.json`; nothing is rendered here."""

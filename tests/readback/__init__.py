"""Reads the rendered pages back and holds them against the document: neither reader knows the Catalog.

`pages` reads Markdown, `spec` reads the raw document, both into the terms of `terms`; `compare` walks the two side by
side. What a page says and the document does not, or the other way round, becomes a line of text in a test's failure.
"""

"""Reads the rendered files back and holds them against the document: neither reader knows the Catalog.

`call_file` and `webhook_file` read Markdown, `spec` and `spec_operations` the raw document, both into the terms of
`terms`; `compare` and `calls` hold the two side by side. What a file says and the document does not, or the other way
round, becomes a line of text in a test's failure.
"""

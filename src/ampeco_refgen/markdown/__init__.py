"""Text from strangers → Markdown that cannot break out of its place; names for files and anchors."""

"""Text from a document that nobody vouches for → Markdown that cannot break out of its place; names, anchors."""

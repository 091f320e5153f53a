"""The document comes in here: fetched, parsed, validated, its references resolved."""

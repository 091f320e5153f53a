"""Bytes → `Document`: parsed, validated, its references resolved."""

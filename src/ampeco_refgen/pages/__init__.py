"""Catalog and findings → pages → the files of a bundle, in memory."""

"""What changed between two catalogs, as facts first and meaning second."""

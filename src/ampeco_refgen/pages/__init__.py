"""Pages, their rendering, and the only code that writes files."""

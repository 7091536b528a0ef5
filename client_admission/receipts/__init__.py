"""收据: search, view, void, reprint."""

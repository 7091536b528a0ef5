"""Infrastructure that every department server stands on; it knows no medicine and no money."""

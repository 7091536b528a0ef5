"""处方: wards' requests, entry from a standard prescription with a live check, approval by a second person, sessions."""

"""请领: the wards' requests, from arrival to the slip."""

"""入院: arrange and cancel an admission."""

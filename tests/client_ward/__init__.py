"""The nurse's station over the real ward department in this process."""

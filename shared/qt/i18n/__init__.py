"""English texts of the windows. `make i18n` collects the Chinese source strings and makes the `.qm` files."""

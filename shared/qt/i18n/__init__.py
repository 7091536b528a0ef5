"""English texts of the windows. `python -m shared.qt.i18n` collects the Chinese source strings and makes the `.qm` files."""

"""English texts of the nurse's station. `python -m shared.qt.i18n client_ward` collects and releases them."""

"""English texts of the cashier's station. `python -m shared.qt.i18n client_admission` collects and releases them."""

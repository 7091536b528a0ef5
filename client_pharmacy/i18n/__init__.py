"""English texts of the pharmacist's station; `python -m shared.qt.i18n client_pharmacy` updates them."""

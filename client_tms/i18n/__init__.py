"""English texts of the TMS station; `python -m shared.qt.i18n client_tms` updates them."""

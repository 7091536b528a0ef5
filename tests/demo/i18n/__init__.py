"""English texts of the demo's launcher. `python -m shared.qt.i18n tests.demo` collects and releases them."""

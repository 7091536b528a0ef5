"""出入院收费处: the cashier's station, over `AdmissionContract` alone.

`counter` holds the open patient for all pages and the catalogue, `commands` sends what the cashier decides, `papers` fetches and
sets papers away from the window's thread. Each screen has a folder: `presenter` is behaviour without widgets, `window` its page.
"""

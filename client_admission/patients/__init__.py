"""病人: search, record, history of stays."""

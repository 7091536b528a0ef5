"""病人: courses and sessions of everybody treated here."""

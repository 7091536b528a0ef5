"""Random histories of patients beside an independent model of what they owe."""

"""TMS治疗室: log-in only so far."""

"""TMS for other systems: `POST /prescription-execution` and the feed `/ws/prescriptionexecution` (source 000; rows W1–W7)."""

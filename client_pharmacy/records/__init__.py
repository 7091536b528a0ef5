"""记录: what went over the counter, searchable, with its slips."""

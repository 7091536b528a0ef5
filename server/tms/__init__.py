"""TMS治疗室: prescriptions of transcranial magnetic stimulation, their sessions at the consoles, and what they are charged as."""

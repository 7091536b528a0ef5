"""TMS治疗室: transcranial magnetic stimulation."""

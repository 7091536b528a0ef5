"""The administrator's station: who works in the hospital."""

"""The queue of prescriptions to be executed."""

"""A session at the machine: its course, its log on this station's disk, the emergency stop. No widgets in here."""

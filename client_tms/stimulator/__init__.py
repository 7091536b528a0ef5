"""The machine: what every stimulator can do, the simulator that ships with the station, and drivers from elsewhere."""

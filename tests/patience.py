"""How long a test waits for what must come: only what never comes takes so long, however busy the machine is."""

PATIENCE_S = 60.0

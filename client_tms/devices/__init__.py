"""设备: every machine with its heartbeat, and which of them this station drives."""

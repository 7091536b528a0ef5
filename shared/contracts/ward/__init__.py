"""住院病区: beds, orders, executions, the daily run."""

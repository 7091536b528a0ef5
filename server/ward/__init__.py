"""住院病区: beds, orders, executions and the lines they make."""

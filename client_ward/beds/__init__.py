"""床位一览: bed board."""

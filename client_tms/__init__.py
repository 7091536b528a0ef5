"""TMS治疗室 station: the operator's console."""

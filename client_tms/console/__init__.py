"""治疗: the operator's console."""

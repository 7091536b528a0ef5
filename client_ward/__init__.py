"""护士工作站: the nurse's and doctor's station over the ward department.

`desk` is what all pages share, `commands` sends with keys that survive a lost answer; each screen is a folder with its window
(widgets) and presenter (behaviour without widgets).
"""

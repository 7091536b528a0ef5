"""Python's cyclic garbage collector runs on the GUI thread only.

Left to itself it runs on whichever thread allocates, also a connection's. The garbage of a closed window is full of Qt objects; one
that dies on another thread than its own waits for Qt's locks while it holds the interpreter, and the GUI thread, inside Qt, waits
for the interpreter: both stand still, or Qt crashes. So automatic collection is off, and a timer of the GUI thread asks what Python
would have asked at an allocation. Other large programs on Qt (calibre, pyqtgraph) do the same.

What the program is made of is frozen: a full collection looks at the windows' objects, not at half a million of imported ones.
"""

from __future__ import annotations

import atexit
import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1000


class GuiCollector(QObject):
    """From its making on, garbage is collected on the thread that made it. `parent` is the application."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.collect()
        gc.freeze()
        # At the very end the interpreter collects what is left when the application is gone, and an icon without one crashes.
        atexit.register(gc.collect)
        timer = QTimer(self, interval=_EVERY_MS)
        timer.timeout.connect(collect_what_is_due)
        timer.start()


def collect_what_is_due() -> None:
    """Collect the oldest generation whose count passed its threshold, as an allocation would have."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > thresholds[generation]:
            gc.collect(generation)
            return

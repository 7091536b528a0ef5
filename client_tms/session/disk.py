"""The thread that writes session logs: a slow or dead disk never holds the window, least of all the emergency stop.

Jobs are done one after the other in the order in which they were given. Their answers come back on the thread of the windows;
whatever goes wrong is told as `LogNotWritable`, with the cause in the station's log.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from client_tms.session.journal import LogNotWritable
from shared.errors import BusinessError
from shared.qt.reply import Reply, bare

T = TypeVar("T")
_CLOSING_S = 5.0
_log = logging.getLogger(__name__)


class DiskThread(QObject):
    """See the module. Make, use and close it on the thread of the windows."""

    _finished = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: queue.SimpleQueue[Callable[[], Any] | None] = queue.SimpleQueue()
        self._given: deque[tuple[Callable[[], Any], Reply[Any]]] = deque()
        """What is not answered yet. A job may hold a window, which must not die on the disk's thread: it is kept until the thread
        has let go of it."""
        self._closed = threading.Event()
        self._finished.connect(self._settle, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="session-logs", daemon=True)
        self._thread.start()

    def do(self, job: Callable[[], T]) -> Reply[T]:
        """Have something done after everything before it; returns at once."""
        reply: Reply[T] = Reply(self)
        self._given.append((job, reply))
        self._jobs.put(job)
        return reply

    def close(self) -> None:
        """Finish what was given and end; a disk that hangs is not waited for longer than `_CLOSING_S`."""
        self._closed.set()
        self._jobs.put(None)
        self._thread.join(_CLOSING_S)

    @Slot(object, object)
    def _settle(self, value: Any, error: BusinessError | None) -> None:
        _, reply = self._given.popleft()
        if not self._closed.is_set():
            reply.settle(value, error)

    def _run(self) -> None:
        while (answer := _next_done(self._jobs)) is not None:
            if not self._closed.is_set():
                self._finished.emit(*answer)


def _next_done(jobs: queue.SimpleQueue[Callable[[], Any] | None]) -> tuple[Any, BusinessError | None] | None:
    """Do a job; nothing of it is left on this thread afterwards. None at the end."""
    job = jobs.get()
    if job is None:
        return None
    try:
        return job(), None
    except BusinessError as error:
        return None, bare(error)
    except Exception:  # noqa: BLE001 — the thread must outlive any bug: the next lines record what a patient was given
        _log.exception("a line of a session's log could not be written")
        return None, LogNotWritable()

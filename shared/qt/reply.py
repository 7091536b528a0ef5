"""The answer to a call that is still on its way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject

from shared.errors import BusinessError

T = TypeVar("T")


class Reply(Generic[T]):
    """Callbacks of one call; all of it happens on the GUI thread.

    A callback added after the answer runs at once. When `owner`, or the object a callback is a method of, is gone, it is dropped.
    """

    def __init__(self, owner: QObject | None = None) -> None:
        self._owner = owner
        self._on_done: list[Callable[[T], object]] = []
        self._on_failed: list[Callable[[BusinessError], object]] = []
        self._settled = False
        self._value: Any = None
        self._error: BusinessError | None = None

    def done(self, callback: Callable[[T], object]) -> Reply[T]:
        """Call with the result."""
        self._on_done.append(callback)
        self._run()
        return self

    def failed(self, callback: Callable[[BusinessError], object]) -> Reply[T]:
        """Call with the error."""
        self._on_failed.append(callback)
        self._run()
        return self

    def settle(self, value: Any, error: BusinessError | None) -> None:
        """The answer is here. Only the worker, and helpers that stand between it and a window, call this."""
        self._settled, self._value, self._error = True, value, error
        self._run()

    def _run(self) -> None:
        if not self._settled:
            return
        succeeded, failed = self._on_done, self._on_failed
        self._on_done, self._on_failed = [], []
        for callback in succeeded if self._error is None else failed:
            if _alive(self._owner) and _alive(getattr(callback, "__self__", None)):
                callback(self._value if self._error is None else self._error)  # type: ignore[arg-type]


def _alive(target: object) -> bool:
    return not isinstance(target, QObject) or shiboken6.isValid(target)


def bare(error: BusinessError) -> BusinessError:
    """An error without the frames it came through: they hold what a thread worked with."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)

"""Long work step by step, one call per subject: "发药 23/56 王芳", cancel between subjects, and what was not done and why.

    batch = Batch(self, worker, self.tr("执行"), stays, lambda api, stay: api.execute_patient(stay.stay_id), name_of)
    batch.finished.connect(self._summary)        # Outcome
    batch.start()

Each subject has one command key for the life of the batch: `start()` again repeats what failed without doing anything twice.
The bar shows after 300 ms. What was begun is finished: cancel leaves whole subjects done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from shared.errors import BusinessError, ServerUnreachable
from shared.identifiers import new_key
from shared.qt.build import button, horizontal, label
from shared.qt.dialogs import Dialog
from shared.qt.language import sentence, term
from shared.qt.worker import Worker

S = TypeVar("S")
SHOW_AFTER_MS = 300


@dataclass(slots=True)
class Outcome(Generic[S]):
    """What a batch did: results in order, failures with their error, and what a cancel or a lost server left untouched."""

    done: list[tuple[S, Any]] = field(default_factory=list)
    failed: list[tuple[S, BusinessError]] = field(default_factory=list)
    left: list[S] = field(default_factory=list)

    def failures_text(self, name_of: Callable[[S], str]) -> str:
        """A line per failure: who and why."""
        return "\n".join(f"{name_of(subject)}：{sentence(error)}" for subject, error in self.failed)


class ProgressDialog(Dialog):
    """Count, name, bar, cancel."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None, title: str) -> None:
        super().__init__(title, parent)
        self.setMinimumWidth(440)
        self._title = title
        self.text, self.bar = label(title), QProgressBar(textVisible=False)
        self.bar.setFixedHeight(8)
        self.cancel = button(term("取消"), self._cancel)
        self.fill(self.text, self.bar, horizontal(1, self.cancel))

    def show_step(self, number: int, count: int, name: str) -> None:
        """`发药 23/56 王芳`."""
        self.bar.setRange(0, count)
        self.bar.setValue(number)
        self.text.setText(f"{self._title} {number}/{count} {name}")

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.text.setText(self.tr("正在取消，当前一项会做完…"))
        self.cancelled.emit()

    def reject(self) -> None:
        """Esc cancels the work, not just its picture."""
        self._cancel()


class Batch(QObject, Generic[S]):
    """Runs `call` for each subject, one after the other; see the module."""

    finished = Signal(object)
    """Outcome."""
    stepped = Signal(int, int, str)
    """Number, count, name."""

    def __init__(
        self,
        parent: QWidget,
        worker: Worker[Any],
        title: str,
        subjects: Sequence[S],
        call: Callable[[Any, S], Any],
        name_of: Callable[[S], str] = str,
    ) -> None:
        super().__init__(parent)
        self._parent, self._worker, self._title, self._call, self._name_of = parent, worker, title, call, name_of
        self._subjects = list(subjects)
        self._keys = [new_key() for _ in self._subjects]
        self._open = list(range(len(self._subjects)))
        self._outcome: Outcome[S] = Outcome()
        self._dialog: ProgressDialog | None = None
        self._cancelled = False
        self._late = QTimer(self, singleShot=True, interval=SHOW_AFTER_MS)
        self._late.timeout.connect(self._show)

    def start(self) -> None:
        """Begin, or repeat what failed or was left."""
        self._outcome, self._cancelled = Outcome(done=self._outcome.done), False
        self._todo = list(self._open)
        self._late.start()
        self._next()

    def cancel(self) -> None:
        """Stop after the present subject."""
        self._cancelled = True

    def _next(self) -> None:
        if not self._todo or self._cancelled:
            self._finish()
            return
        at = self._todo[0]
        subject, key = self._subjects[at], self._keys[at]
        self._tell_step()
        reply = self._worker.command(lambda api: self._call(api, subject), owner=self, key=key)
        reply.done(lambda value: self._done(at, value)).failed(lambda error: self._failed(at, error))

    def _tell_step(self) -> None:
        number = len(self._subjects) - len(self._open) + self._open.index(self._todo[0]) + 1
        name = self._name_of(self._subjects[self._todo[0]])
        self.stepped.emit(number, len(self._subjects), name)
        if self._dialog is not None and not self._cancelled:
            self._dialog.show_step(number, len(self._subjects), name)

    def _done(self, at: int, value: object) -> None:
        self._todo.remove(at)
        self._outcome.done.append((self._subjects[at], value))
        self._next()

    def _failed(self, at: int, error: BusinessError) -> None:
        self._todo.remove(at)
        self._outcome.failed.append((self._subjects[at], error))
        # Without a server every further subject would fail the same way.
        self._cancelled = self._cancelled or isinstance(error, ServerUnreachable)
        self._next()

    def _finish(self) -> None:
        self._late.stop()
        self._outcome.left = [self._subjects[at] for at in self._todo]
        failed = {id(subject) for subject, _ in self._outcome.failed}
        self._open = [at for at in self._open if at in self._todo or id(self._subjects[at]) in failed]
        if self._dialog is not None:
            self._dialog.done(0)
            self._dialog = None
        self.finished.emit(self._outcome)

    def _show(self) -> None:
        self._dialog = ProgressDialog(self._parent, self._title)
        self._dialog.cancelled.connect(self.cancel)
        self._tell_step()
        self._dialog.open()

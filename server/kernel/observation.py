"""Logs and metrics: one line and one count per call. They name operations and users, never a patient."""

from __future__ import annotations

import atexit
import json
import logging
import logging.handlers
import queue
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

log = logging.getLogger("his")


class _JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "what": record.getMessage(),
        }
        line |= getattr(record, "fields", {})
        if record.exc_info:
            # The traceback has code and types; the message of an exception may quote a patient's data and stays out.
            line["where"] = _stack(record)
        return json.dumps(line, ensure_ascii=False)


def _stack(record: logging.LogRecord) -> list[str]:
    assert record.exc_info is not None
    kind, _, traceback = record.exc_info
    frames = [f"{kind.__name__ if kind else '?'}"]
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append(f"{Path(code.co_filename).name}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return frames


class _Queued(logging.handlers.QueueHandler):
    """Hands records over as they are: a call doesn't wait for its line to be formatted and written."""

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        return record


class _Writer(logging.handlers.QueueListener):
    """Rests after each batch: waking a thread for every line costs the call that wrote it more than the line (P7: 5 %)."""

    _REST_S = 0.1

    def __init__(self, lines: queue.SimpleQueue[logging.LogRecord | None], handler: logging.Handler) -> None:
        super().__init__(lines, handler)
        self._lines = lines
        self._stopping = threading.Event()

    def handle(self, record: logging.LogRecord) -> None:
        super().handle(record)
        if self._lines.empty():
            self._stopping.wait(self._REST_S)

    def stop(self) -> None:
        self._stopping.set()
        super().stop()


def start_log(level: str, directory: Path | None, name: str) -> Callable[[], None]:
    """Write JSON lines to `directory`/`name`.log, rotated at 20 MiB, or to standard error; until the process ends or the answer is
    called, which writes what is left."""
    handler: logging.Handler
    if directory is None:
        handler = logging.StreamHandler(sys.stderr)
    else:
        directory.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            directory / f"{name}.log", maxBytes=20 * 1024 * 1024, backupCount=10, encoding="utf-8"
        )
    handler.setFormatter(_JsonLine())
    lines: queue.SimpleQueue[logging.LogRecord | None] = queue.SimpleQueue()
    listener = _Writer(lines, handler)
    listener.start()
    atexit.register(listener.stop)
    log.handlers[:] = [_Queued(lines)]
    log.setLevel(level)
    log.propagate = False

    def stop() -> None:
        atexit.unregister(listener.stop)
        listener.stop()
        handler.close()

    return stop


class Metrics:
    """Prometheus metrics of one department's server."""

    def __init__(self, department: str) -> None:
        self.registry = CollectorRegistry()
        label = {"department": department}
        self._calls = Counter(
            "his_calls", "Calls by operation and outcome", ["department", "operation", "outcome"], registry=self.registry
        )
        self._seconds = Histogram("his_call_seconds", "Duration of calls", ["department", "operation"], registry=self.registry)
        self.connections = Gauge("his_connections", "Open connections", ["department"], registry=self.registry).labels(**label)
        self.refused = Counter(
            "his_refused_connections", "Connections there was no room for", ["department"], registry=self.registry
        ).labels(**label)
        self.unsent = Gauge(
            "his_unsent_events", "Events waiting for the message center", ["department"], registry=self.registry
        ).labels(**label)
        self.parked = Gauge("his_parked_events", "Events that could not be handled", ["department"], registry=self.registry).labels(
            **label
        )
        self.handled = Counter("his_handled_events", "Events handled", ["department"], registry=self.registry).labels(**label)
        self._department = department

    def call(self, operation: str, outcome: str, seconds: float) -> None:
        """Count one call."""
        self._calls.labels(self._department, operation, outcome).inc()
        self._seconds.labels(self._department, operation).observe(seconds)

    def serve(self, host: str, port: int) -> None:
        """Answer Prometheus on `port`."""
        start_http_server(port, host, self.registry)

"""What can be watched of the gateway (W7): connections, messages, latency, failures. No metric names a patient."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, start_http_server

from server.kernel.observation import log

_LATENCIES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300)
_FAILURE_RATE = 0.05
_ENOUGH = 20


class GatewayMetrics:
    """Prometheus metrics of one gateway."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.requests = Counter("his_gateway_requests", "HTTP requests", ["method", "path", "status"], registry=registry)
        self.seconds = Histogram("his_gateway_request_seconds", "Duration of HTTP requests", ["method", "path"], registry=registry)
        self.clients = Gauge("his_feed_clients", "WebSocket clients now", registry=registry)
        self.opened = Counter("his_feed_opened", "WebSocket clients taken", registry=registry)
        self.refused = Counter("his_feed_refused", "WebSocket clients refused", ["reason"], registry=registry)
        self.received = Counter("his_feed_messages_in", "Messages of clients", ["type"], registry=registry)
        self.sent = Counter("his_feed_messages_out", "Messages to clients", ["type"], registry=registry)
        self.sent_bytes = Counter("his_feed_bytes_out", "Bytes handed to the network for clients", registry=registry)
        self.received_bytes = Counter("his_feed_bytes_in", "Bytes of clients' messages", registry=registry)
        self.latency = Histogram(
            "his_feed_latency_seconds", "From the commit to the last client's socket", buckets=_LATENCIES, registry=registry
        )
        self.handling = Histogram("his_feed_handling_seconds", "Answering one message of a client", ["type"], registry=registry)
        self.queue = Gauge("his_feed_queue_high_water_bytes", "Longest queue of unread bytes seen", registry=registry)
        self.dropped = Counter("his_feed_slow_clients", "Clients disconnected because they did not read", registry=registry)
        self.skipped = Counter("his_feed_skipped", "Notices that could not be told", registry=registry)
        self.failures = Counter("his_feed_failures", "Messages answered with FAILED or ERROR", ["code"], registry=registry)
        self.reachable = Gauge("his_gateway_reachable", "1 while the neighbour answers", ["neighbour"], registry=registry)

        self._longest_queue = 0

    def note_queue(self, unread_bytes: int) -> None:
        """Remember the longest queue of unread bytes."""
        if unread_bytes > self._longest_queue:
            self._longest_queue = unread_bytes
            self.queue.set(unread_bytes)

    def page(self) -> bytes:
        """The page Prometheus reads."""
        return generate_latest(self.registry)

    def serve(self, host: str, port: int) -> None:
        """Answer Prometheus on a port of its own too."""
        start_http_server(port, host, self.registry)


class Reachability:
    """Whether a neighbour answers; one WARNING when it goes away, one line when it is back."""

    def __init__(self, neighbour: str, metrics: GatewayMetrics) -> None:
        self.neighbour = neighbour
        self._gauge = metrics.reachable.labels(neighbour)
        self._gauge.set(1)
        self.ok = True

    def note(self, ok: bool) -> None:
        """Say how the last call went."""
        if ok == self.ok:
            return
        self.ok = ok
        self._gauge.set(1 if ok else 0)
        tell: Callable[..., None] = log.info if ok else log.warning
        tell("neighbour is back" if ok else "neighbour is away", extra={"fields": {"neighbour": self.neighbour}})


class FailureWatch:
    """Warns once when more than a twentieth of the clients' messages since the last look failed."""

    def __init__(self) -> None:
        self._taken = 0
        self._failed = 0
        self._alarmed = False

    def took(self, failed: bool) -> None:
        """Count one message."""
        self._taken += 1
        self._failed += failed

    def look(self) -> bool:
        """Judge what came since the last look; whether the alarm is on."""
        taken, failed = self._taken, self._failed
        if taken < _ENOUGH:
            return self._alarmed
        self._taken = self._failed = 0
        high = failed / taken > _FAILURE_RATE
        if high and not self._alarmed:
            log.warning("many messages of the feed fail", extra={"fields": {"failed": failed, "of": taken}})
        self._alarmed = high
        return high

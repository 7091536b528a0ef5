"""Settings of `[gateway]` beyond where it listens."""

from __future__ import annotations

import dataclasses
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.kernel.settings import SettingsError, truth

DESCRIPTIONS = {
    "gateway.anonymous_feed": "true opens the feed without log-in, as the source has it; identity numbers are masked then (false)",
    "gateway.allowed_origins": "origins of browser pages that may call, besides the gateway's own: a list, or separated by commas",
    "gateway.max_clients": "WebSocket clients at one time (5000)",
    "gateway.max_clients_per_address": "of these from one address (500)",
    "gateway.messages_per_minute": "what one client may send before it is disconnected (600)",
    "gateway.max_message_bytes": "longest message or request body taken (65536)",
    "gateway.requests_per_minute": "REST requests of one account, and with handshakes of one address; more are answered 429 (3000)",
    "gateway.request_s": "seconds a request may take to arrive, head and body each; then the connection is closed (10)",
    "gateway.trusted_proxies": "addresses or networks of proxies whose X-Forwarded-For and -Proto are believed: a list (none)",
    "gateway.max_queue_bytes": "unread bytes kept for a client before it is disconnected (2097152)",
    "gateway.ping_s": "seconds between pings; a client that does not answer for as long again is gone (20)",
    "gateway.rpc_threads": "calls of the treatment room at one time (8)",
    "gateway.tbs_frequency": "which of presFreq and interFreq counts bursts: between (interFreq, as the protocols do) or within",
}


@dataclass(frozen=True)
class GatewaySettings:
    """What the gateway's part of the settings file says; `DESCRIPTIONS` gives the meanings."""

    anonymous_feed: bool = False
    allowed_origins: tuple[str, ...] = ()
    max_clients: int = 5000
    max_clients_per_address: int = 500
    messages_per_minute: int = 600
    max_message_bytes: int = 65536
    requests_per_minute: int = 3000
    request_s: float = 10.0
    trusted_proxies: tuple[str, ...] = ()
    max_queue_bytes: int = 2 * 1024 * 1024
    ping_s: float = 20.0
    rpc_threads: int = 8
    tbs_frequency: str = "between"


def gateway_settings(section: Mapping[str, Any]) -> GatewaySettings:
    """Read `[gateway]`. Raises SettingsError."""
    values: dict[str, Any] = {}
    for field in dataclasses.fields(GatewaySettings):
        if field.name in section:
            values[field.name] = _value(field.name, type(field.default), section[field.name])
    settings = GatewaySettings(**values)
    if settings.tbs_frequency not in {"between", "within"}:
        raise SettingsError(f"[gateway] tbs_frequency is between or within, not {settings.tbs_frequency}")
    for proxy in settings.trusted_proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError:
            raise SettingsError(f"[gateway] trusted_proxies are addresses or networks like 10.0.0.0/24, not {proxy}") from None
    return settings


def _value(name: str, kind: type[Any], given: Any) -> Any:
    if kind is bool:
        return truth(given)
    if kind is tuple:
        parts = given.split(",") if isinstance(given, str) else given
        return tuple(str(part).strip().rstrip("/") for part in parts if str(part).strip())
    try:
        value = kind(given)
    except ValueError:
        raise SettingsError(f"[gateway] {name} is a number, not {given}") from None
    if kind in {int, float} and value <= 0:
        raise SettingsError(f"[gateway] {name} is more than 0, not {given}")
    return value

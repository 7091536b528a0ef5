"""How a department declares what it shows to other systems."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter

from server.gateway.answers import Statuses
from server.gateway.door import Door
from server.gateway.feed.endpoint import Feed
from server.gateway.wire import Wire
from shared.contracts.common import DepartmentContract
from shared.errors import Unavailable


@dataclass(frozen=True)
class Facade:
    """A department's routes, its feed, and how it is asked. `main.FACADES` lists them."""

    contract: type[DepartmentContract]
    away: type[Unavailable]
    """What is answered while its server is not."""
    feed: type[Feed[Any]]
    routes: Callable[[Door[Any], Any], APIRouter]
    """Made from its door and its feed."""
    bodies: tuple[type[Wire], ...]
    """Of its requests, for `/docs`."""
    statuses: Statuses
    """HTTP statuses of refusals that aren't told by their kind."""

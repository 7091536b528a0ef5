"""A second department at the gateway: tasks and their feed. This is all that a feed takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter
from pydantic import Field

from server.gateway.facade import Facade
from server.gateway.feed import messages
from server.gateway.feed.endpoint import Feed
from server.gateway.wire import Id, Json, either
from shared.contracts.common import DepartmentContract
from shared.contracts.events import Payload
from shared.errors import ServerBusy


@dataclass(frozen=True)
class Task:
    number: int
    at: datetime
    unit: str
    done: bool = False


@dataclass(frozen=True)
class Units:
    units: tuple[str, ...]
    wards: tuple[str, ...] = ()


class TaskNoticed(Payload):
    event_type = "toy.task_noticed.v1"


class Subscribe(messages.Subscribe):
    units: list[str] = either("units", "unit")

    def wanted(self) -> Units:
        return Units(tuple(self.units))

    def holds(self) -> Json:
        return {"units": self.units}


class Taken(messages.Received):
    subject: Annotated[Id, Field(alias="taskId")]


class TaskFeed(Feed[Any]):
    path, prefix, server, rights = "/ws/tasks", "TASK_", "Toy", ("toy.feed",)
    event, subscribe, received = TaskNoticed, Subscribe, Taken

    @staticmethod
    def admits(wanted: Units, notice: Task) -> bool:
        return not wanted.units or notice.unit in wanted.units

    @staticmethod
    def says(notice: Task, _dialect: Any) -> Json:
        return {"messageType": "TASK_CREATED", "taskId": notice.number, "unit": notice.unit}

    @staticmethod
    def waits(notice: Task) -> bool:
        return not notice.done


class ToyContract(DepartmentContract):
    department: ClassVar[str] = "toy"


FACADE = Facade(ToyContract, ServerBusy, TaskFeed, lambda _door, _feed: APIRouter(), (), {})

"""Where a session stands, what keeps it from going on, and how it ended: values between the controller and the windows."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from client_tms.stimulator.interface import Delivered
from shared.contracts.tms.types import Because, ExecutionStatus


class Phase(enum.Enum):
    """Select → acknowledge → identify → safety → arm → start → run → over."""

    NOTHING = "nothing"
    ARRIVED = "arrived"
    IDENTIFY = "identify"
    SAFETY = "safety"
    ARMED = "armed"
    STARTING = "starting"
    """The server was asked and has not answered."""
    RUNNING = "running"
    PAUSED = "paused"
    UNSURE = "unsure"
    """The machine may be charged and did not say so, did not confirm that it was discharged, or is charged with nothing of ours: it
    can only be stopped, or unplugged."""
    ELSEWHERE = "elsewhere"
    """Another console runs it."""
    OVER = "over"


ENGAGED = frozenset({Phase.ARMED, Phase.STARTING, Phase.RUNNING, Phase.PAUSED, Phase.UNSURE})
"""Phases in which the machine is charged: no other session can be opened, and the emergency keys stop."""


class Check(enum.Enum):
    """What is looked at before each session (§3.3), beside the contraindications asked before the course."""

    METAL = "metal"
    EARS = "ears"
    WELL = "well"
    COIL = "coil"

    @property
    def text(self) -> str:
        """The question."""
        words = {
            Check.METAL: QCoreApplication.translate("Check", "已取下金属物、助听器、手机"),
            Check.EARS: QCoreApplication.translate("Check", "患者与操作者已佩戴耳塞"),
            Check.WELL: QCoreApplication.translate("Check", "今日无发作、饮酒、熬夜、换药"),
            Check.COIL: QCoreApplication.translate("Check", "线圈部位与强度已核对"),
        }
        return words[self]


class StartChoice(enum.Enum):
    """What to do when no server confirms a start."""

    AGAIN = "again"
    OFFLINE = "offline"
    GIVE_UP = "give up"


@dataclass(frozen=True, slots=True)
class Ending:
    """How the session at this machine ended."""

    status: ExecutionStatus
    reason: Because
    delivered: Delivered
    emergency: bool = False
    confirmed: bool = True
    """False when the machine did not confirm an emergency stop: pull the plug."""

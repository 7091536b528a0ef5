"""Why sessions end or are not begun. Records keep these words in Chinese whatever language a window has; screens translate them."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

EMERGENCY_STOP = str(QT_TRANSLATE_NOOP("reasons", "急停"))
STOPPED_BY_OPERATOR = str(QT_TRANSLATE_NOOP("reasons", "操作者停止"))
NOT_STARTED = str(QT_TRANSLATE_NOOP("reasons", "未开始"))
CONSOLE_DIED = str(QT_TRANSLATE_NOOP("reasons", "控制台中断"))
DISCHARGED_BY_HAND = str(QT_TRANSLATE_NOOP("reasons", "确认电源已拔，线圈已移开"))
STARTED_OFFLINE = str(QT_TRANSLATE_NOOP("reasons", "离线开始，服务器未确认"))
STOP = (
    str(QT_TRANSLATE_NOOP("reasons", "患者不适")),
    str(QT_TRANSLATE_NOOP("reasons", "头痛")),
    str(QT_TRANSLATE_NOOP("reasons", "线圈移位")),
    str(QT_TRANSLATE_NOOP("reasons", "疑似发作")),
    str(QT_TRANSLATE_NOOP("reasons", "患者要求停止")),
)
"""Why sessions are stopped."""
CANCEL = (
    str(QT_TRANSLATE_NOOP("reasons", "患者未到")),
    str(QT_TRANSLATE_NOOP("reasons", "患者拒绝")),
    str(QT_TRANSLATE_NOOP("reasons", "处方有误")),
    str(QT_TRANSLATE_NOOP("reasons", "身体状况不宜")),
)
"""Why sessions are not begun."""
END_ELSEWHERE = (
    str(QT_TRANSLATE_NOOP("reasons", "控制台无应答，现场确认已停止")),
    str(QT_TRANSLATE_NOOP("reasons", "控制台故障，未能记录结束")),
)
"""Why a session that another console does not end is ended in the records."""

APPROVE = (
    str(QT_TRANSLATE_NOOP("reasons", "获益大于风险，加强监护")),
    str(QT_TRANSLATE_NOOP("reasons", "已与患者及家属沟通并签署知情同意")),
    str(QT_TRANSLATE_NOOP("reasons", "降低强度后可行")),
)
"""Why a prescription beyond the limits is approved."""
STOP_PRESCRIPTION = (
    str(QT_TRANSLATE_NOOP("reasons", "疗程结束")),
    str(QT_TRANSLATE_NOOP("reasons", "更改方案")),
    str(QT_TRANSLATE_NOOP("reasons", "患者要求")),
)
"""Why a prescription is stopped."""


def shown(reason: str) -> str:
    """A stored reason in the user's language; a person's own words stay as they are."""
    return QCoreApplication.translate("reasons", reason) if reason else ""


def of_machine(text: str) -> str:
    """A machine's word for its fault in the user's language, where the station knows it."""
    return QCoreApplication.translate("simulator", text) if text else ""

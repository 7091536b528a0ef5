"""Why sessions end, and what their history tells: what is chosen as a code, said at the window; what a person typed as it is."""

from __future__ import annotations

from datetime import datetime

import msgspec

from shared import clock
from shared.contracts.common import Text200
from shared.enums import Code
from shared.sentences import Language, Sentence, said


class Why(Code):
    """A reason, or a remark of the history, that is chosen and not typed."""

    PATIENT_LEFT = 1, "患者出院", "patient discharged"
    ORDER_STOPPED = 2, "医嘱已停止", "order stopped"
    SUPERSEDED = 3, "处方已被更新", "prescription replaced by a newer one"
    CANCELLED_OUTSIDE = 4, "外部系统取消", "cancelled by another system"
    UNCONFIRMED = 5, "未核对禁忌", "contraindications not asked for"
    FILED_AFTERWARDS = 6, "离线执行后补报", "filed after a run without a server"

    EMERGENCY_STOP = 11, "急停", "Emergency stop"
    STOPPED_BY_OPERATOR = 12, "操作者停止", "Stopped by the operator"
    NOT_STARTED = 13, "未开始", "Not started"
    CONSOLE_DIED = 14, "控制台中断", "Console interrupted"
    STARTED_OFFLINE = 15, "离线开始，服务器未确认", "Started offline, not confirmed by the server"

    UNWELL = 21, "患者不适", "Patient unwell"
    HEADACHE = 22, "头痛", "Headache"
    COIL_MOVED = 23, "线圈移位", "Coil moved"
    SEIZURE = 24, "疑似发作", "Suspected seizure"
    WANTED_TO_STOP = 25, "患者要求停止", "Patient wanted to stop"

    ABSENT = 31, "患者未到", "Patient did not come"
    REFUSED = 32, "患者拒绝", "Patient refused"
    WRONGLY_PRESCRIBED = 33, "处方有误", "Prescription wrong"
    NOT_FIT = 34, "身体状况不宜", "Not fit today"

    CONSOLE_SILENT = 41, "控制台无应答，现场确认已停止", "Console does not answer, machine seen to stand"
    CONSOLE_FAILED = 42, "控制台故障，未能记录结束", "Console failed before it recorded the end"

    BENEFIT = 51, "获益大于风险，加强监护", "Benefit outweighs risk, closer monitoring"
    CONSENT = 52, "已与患者及家属沟通并签署知情同意", "Talked through with the patient, consent signed"
    LOWER_INTENSITY = 53, "降低强度后可行", "Feasible at lower intensity"

    COURSE_OVER = 61, "疗程结束", "Course is over"
    OTHER_PLAN = 62, "更改方案", "Change of plan"
    PATIENTS_WISH = 63, "患者要求", "Patient's wish"


Because = Why | Text200
"""Why something ended or was allowed: chosen, or in a person's own words; empty where there is none."""


class OtherDevice(msgspec.Struct, Sentence, frozen=True, tag="device"):
    """A session was started at another machine than it was meant for."""

    zh = "改用设备 {sn}（原定 {planned}）"
    en = "device {sn} instead of {planned}"
    sn: str
    planned: str


class DischargedByHand(msgspec.Struct, Sentence, frozen=True, tag="by_hand"):
    """Somebody's word for a machine that has none."""

    zh = "确认电源已拔，线圈已移开：{user}"
    en = "Confirmed: plug is out, coil is away: {user}"
    user: str


class AttemptOver(msgspec.Struct, Sentence, frozen=True, tag="attempt"):
    """What an attempt came to that another one follows."""

    number: int
    console: str
    started_at: datetime | None
    ended_at: datetime | None
    trains_done: int
    pulses_done: int
    output_percent: int | None
    reason: Because

    def sentence(self, language: Language = "zh") -> str:
        """In a line."""
        zh, output = language == "zh", self.output_percent
        given = f"{self.trains_done}串 {self.pulses_done}脉冲" if zh else f"{self.trains_done} trains, {self.pulses_done} pulses"
        parts = (
            f"第{self.number}次" if zh else f"Attempt {self.number}",
            self.console,
            "–".join(f"{clock.local(at):%m-%d %H:%M}" for at in (self.started_at, self.ended_at) if at is not None),
            given if self.started_at else said(Why.NOT_STARTED, language),
            "" if output is None else f"输出 {output}%" if zh else f"output {output}%",
            said(self.reason, language),
        )
        return ("，" if zh else ", ").join(filter(None, parts))


Note = Because | OtherDevice | DischargedByHand | AttemptOver
"""A remark of the history or of a machine's log."""

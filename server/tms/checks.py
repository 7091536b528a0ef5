"""What a prescription is written from (parts, standard prescriptions, questions), and what the rules find of one (§3.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import select

from server.kernel.unit_of_work import Work
from server.tms import models, queries, rules
from server.tms.rules import Found, Limit
from shared.contracts.tms.errors import PartUnknown, ProtocolUnknown
from shared.contracts.tms.types import BrainPart, ChecklistAnswer, FindingLevel, Protocol, Question, Stimulation

_part, _protocol, _limit, _question = models.part, models.protocol, models.safety_limit, models.question
_QUESTIONS: Final = select(_question.c.code, _question.c.zh, _question.c.en).order_by(_question.c.position)


def parts(work: Work) -> tuple[BrainPart, ...]:
    """治疗部位, in their order."""
    rows = work.rows(select(_part).order_by(_part.c.id), models.PartRow)
    return tuple(BrainPart(row["id"], row["name"], float(row["x"]), float(row["y"])) for row in rows)


def part_name(work: Work, part_id: int) -> str:
    """The name of a part. Raises PartUnknown."""
    name: str | None = work.db.execute(select(_part.c.name).where(_part.c.id == part_id)).scalar_one_or_none()
    if name is None:
        raise PartUnknown(id=part_id)
    return name


def part_named(work: Work, name: str) -> int | None:
    """The part of that name, None for one that only another system knows."""
    number: int | None = work.db.execute(select(_part.c.id).where(_part.c.name == name)).scalar_one_or_none()
    return number


class _ProtocolInPart(models.ProtocolRow):
    part_name: str


def protocols(work: Work) -> tuple[Protocol, ...]:
    """标准处方, in their order."""
    query = select(_protocol, _part.c.name.label("part_name")).join(_part, _part.c.id == _protocol.c.part_id)
    return tuple(
        Protocol(
            id=row["id"],
            code=row["code"],
            name=row["name"],
            part_id=row["part_id"],
            part_name=row["part_name"],
            stimulation=queries.stimulation_of(row),
            note=row["note"],
        )
        for row in work.rows(query.order_by(_protocol.c.id), _ProtocolInPart)
    )


def check_protocol(work: Work, protocol_id: int | None) -> None:
    """Raise ProtocolUnknown for a number that is not there."""
    if protocol_id is not None and not work.has(_protocol, _protocol.c.id == protocol_id):
        raise ProtocolUnknown(id=protocol_id)


def questions(work: Work) -> tuple[Question, ...]:
    """The contraindications to ask for, in their order."""
    return tuple(Question(row["code"], row["zh"], row["en"]) for row in work.rows(_QUESTIONS, models.QuestionRow))


def examine(work: Work, stimulation: Stimulation, threshold: int | None, checklist: Iterable[ChecklistAnswer]) -> list[Found]:
    """What speaks against a prescription, worst first."""
    rows = work.rows(select(_limit), models.SafetyLimitRow)
    limits = [Limit(row["frequency_hz"], row["percent"], row["longest_s"], row["reduced_s"]) for row in rows]
    found = [*rules.stimulation_findings(stimulation, limits), *rules.contraindications(checklist, questions(work))]
    if (too_high := rules.output_too_high(stimulation, threshold)) is not None:
        found.append(Found(FindingLevel.FORBIDDEN, too_high))
    return rules.worst_first(found)

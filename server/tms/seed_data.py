"""What a new database begins with: our hospital, parts of the brain, standard prescriptions, limits, questions (§3.3, §3.4)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from server.tms import models
from server.tms.counters import KINDS
from shared.contracts.tms.types import PrescriptionKind, TbsType

SEED = Path(__file__).parent / "seed"
OWN_HOSPITAL = 1
_TBS = {kind.en: kind for kind in TbsType}


def rows() -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """Every table with the rows it begins with."""
    parts, protocols = list(_parts()), list(_protocols())
    yield models.hospital, [{"id": OWN_HOSPITAL, "name": "本院", "address": None, "contact": None}]
    yield models.part, parts
    yield models.protocol, protocols
    yield models.safety_limit, list(_limits())
    yield (
        models.question,
        [
            {"code": row["code"], "position": position, "zh": row["zh"], "en": row["en"]}
            for position, row in enumerate(_read("questions"), 1)
        ],
    )
    used = {"hospital": OWN_HOSPITAL, "part": len(parts), "protocol": len(protocols)}
    yield models.counter, [{"name": name, "value": used.get(name, 0)} for name in KINDS]


def _read(name: str) -> list[dict[str, str]]:
    with (SEED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _parts() -> Iterator[dict[str, Any]]:
    for row in _read("parts"):
        yield {"id": int(row["id"]), "name": row["name"], "x": Decimal(row["x"]), "y": Decimal(row["y"])}


def _protocols() -> Iterator[dict[str, Any]]:
    part_ids = {row["name"]: int(row["id"]) for row in _read("parts")}
    for number, row in enumerate(_read("tms_protocols"), 1):
        yield {
            "id": number,
            "code": row["code"],
            "name": row["name"],
            "part_id": part_ids[row["site"]],
            "kind": int(PrescriptionKind[row["pres_type"].upper()]),
            "threshold_percent": int(row["pres_strength_pct_mt"]),
            "frequency_hz": Decimal(row["pres_freq_hz_intra_burst_for_tbs"]),
            "train_s": Decimal(row["last_time_s_train"]),
            "pause_s": Decimal(row["pause_time_s_gap"]),
            "trains": int(row["repeat_count_trains"]),
            "pulses": int(row["total_count_pulses"]),
            "duration_s": Decimal(row["total_time_s"]),
            "tbs_type": int(_TBS[row["tbs_type"]]) if row["tbs_type"] else None,
            "burst_pulses": int(row["inner_count_pulses_per_burst"]) if row["inner_count_pulses_per_burst"] else None,
            "burst_hz": Decimal(row["inter_freq_hz_bursts"]) if row["inter_freq_hz_bursts"] else None,
            "bursts_per_train": int(row["inter_count_bursts_per_train"]) if row["inter_count_bursts_per_train"] else None,
            "periods": int(row["periods"]),
            "note": row["source_and_note"],
        }


def _limits() -> Iterator[dict[str, Any]]:
    for row in _read("tms_safety_limits"):
        reduced = row["max_train_s_partB_chen1997_minus25pct"]
        yield {
            "frequency_hz": Decimal(row["freq_hz"]),
            "percent": int(row["pct_mt"]),
            "longest_s": Decimal(row["max_train_s_table4_rossi2009"]),
            "reduced_s": Decimal(reduced) if reduced else None,
        }

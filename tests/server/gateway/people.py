"""Who works with the treatment room in these tests, and what another system sends."""

from __future__ import annotations

from typing import Any

from server.catalog.first_accounts import Account
from tests.in_process import STAFF

TMS_STAFF = (*STAFF, Account("tms_w01", "施操作", "tms_operator", ("W01",)))
"""Of the shared staff: tms1 and tms2 operate, tmsdoc1 prescribes, his_api is another system's account."""


def body_of(reference: str, **more: Any) -> dict[str, Any]:
    """A whole execution inline, as the source's example has it. A device treats one at a time, so each has its own."""
    return {
        "clientReference": reference,
        "patient": {
            "id": f"P-{reference}",
            "name": "李四",
            "idCard": "110101199205151234",
            "gender": "女",
            "birthday": "1992-05-15T00:00:00.000+08:00",
        },
        "prescription": {
            "id": f"R-{reference}",
            "presType": 0,
            "presStrength": 60,
            "presFreq": "8.0",
            "lastTime": "2.5",
            "pauseTime": 10,
            "repeatCount": 1,
            "totalCount": 30,
            "totalTime": 1200,
            "presPartName": "运动皮层",
            "periods": 1,
        },
        "device": {"sn": f"TMS-{reference}", "deviceType": "TMS设备"},
        **more,
    }

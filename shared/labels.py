"""What the fields are called that refusals speak of, in Chinese and English. A form has its own labels beside its fields."""

from __future__ import annotations

from typing import Final

LABELS: Final[dict[str, tuple[str, str]]] = {
    "address": ("地址", "address"),
    "allergy": ("过敏史", "allergies"),
    "bank": ("银行", "bank"),
    "batch_no": ("批号", "batch number"),
    "bed": ("床位", "bed"),
    "birthday": ("出生日期", "date of birth"),
    "burst_hz": ("丛间频率", "burst frequency"),
    "burst_pulses": ("丛内脉冲数", "pulses of a burst"),
    "bursts_per_train": ("每串丛数", "bursts of a train"),
    "card_no": ("卡号", "card number"),
    "cashier": ("收费员", "cashier"),
    "client_info": ("客户端", "client"),
    "client_reference": ("参考号", "reference"),
    "code": ("患者代码", "patient code"),
    "coil_celsius": ("线圈温度", "coil temperature"),
    "console": ("工作站", "console"),
    "contact": ("联系方式", "contact"),
    "deposit": ("押金收据", "deposit receipt"),
    "device_type": ("设备类型", "kind of device"),
    "diagnosis": ("诊断", "diagnosis"),
    "doctor": ("医生", "doctor"),
    "dose": ("剂量", "dose"),
    "duration_s": ("总时长", "duration"),
    "entries": ("记录", "entries"),
    "external_id": ("编号", "number"),
    "first": ("起始", "first"),
    "frequency_hz": ("频率", "frequency"),
    "id_card": ("身份证号", "identity number"),
    "insurance_serial": ("社保序号", "insurance number"),
    "last": ("截止", "last"),
    "method": ("支付方式", "payment method"),
    "name": ("姓名", "name"),
    "note": ("备注", "note"),
    "part_name": ("治疗部位", "part"),
    "pause_s": ("间歇", "pause"),
    "periods": ("周期数", "periods"),
    "positions": ("位置", "positions"),
    "pulses": ("总脉冲数", "pulses"),
    "pulses_done": ("脉冲数", "pulses"),
    "quantity": ("数量", "quantity"),
    "reason": ("原因", "reason"),
    "receipt": ("收费票据", "receipt"),
    "referring_doctor": ("介绍医生", "referring doctor"),
    "series": ("票据种类", "series"),
    "service_date": ("费用日期", "service date"),
    "sessions": ("次数", "sessions"),
    "sn": ("序列号", "serial number"),
    "status": ("状态", "status"),
    "stop_at": ("停止时间", "stop time"),
    "threshold_percent": ("强度", "strength"),
    "train_s": ("串时长", "train"),
    "trains": ("串数", "trains"),
}


def label(name: str, language: str) -> str:
    """The label of a field; one that has none here is called by its name."""
    zh, en = LABELS.get(name, (name, name))
    return (zh if language == "zh" else en) or "?"

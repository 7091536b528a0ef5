"""What servers and papers say in Chinese, in English: states, actions, reasons and labels inside refusals, ages, reasons of lines.

Departments put such words into the details of an error and into texts they store; the windows of an English station say them in
English. A word nobody knows stays as it came: better Chinese than nothing.
"""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from shared.enums import Code

_ACTIONS = (
    QT_TRANSLATE_NOOP("Spoken", "取消入院"),
    QT_TRANSLATE_NOOP("Spoken", "阶段结算"),
    QT_TRANSLATE_NOOP("Spoken", "办理出院"),
    QT_TRANSLATE_NOOP("Spoken", "转科"),
    QT_TRANSLATE_NOOP("Spoken", "接收入科"),
    QT_TRANSLATE_NOOP("Spoken", "召回"),
    QT_TRANSLATE_NOOP("Spoken", "出院"),
    QT_TRANSLATE_NOOP("Spoken", "结算"),
    QT_TRANSLATE_NOOP("Spoken", "收取押金"),
    QT_TRANSLATE_NOOP("Spoken", "补充医嘱"),
    QT_TRANSLATE_NOOP("Spoken", "核对费用"),
    QT_TRANSLATE_NOOP("Spoken", "录入医嘱"),
    QT_TRANSLATE_NOOP("Spoken", "校对医嘱"),
    QT_TRANSLATE_NOOP("Spoken", "停止医嘱"),
    QT_TRANSLATE_NOOP("Spoken", "执行医嘱"),
    QT_TRANSLATE_NOOP("Spoken", "冲正费用"),
    QT_TRANSLATE_NOOP("Spoken", "换床"),
)
_REASONS = (
    QT_TRANSLATE_NOOP("Spoken", "未确认或本身是冲正"),
    QT_TRANSLATE_NOOP("Spoken", "已结算，请先作废结算"),
    QT_TRANSLATE_NOOP("Spoken", "药品价格不能在此更正，请退药后重新发药"),
    QT_TRANSLATE_NOOP("Spoken", "更正价格须全量冲正，且新价格大于零"),
    QT_TRANSLATE_NOOP("Spoken", "应为 18 位"),
    QT_TRANSLATE_NOOP("Spoken", "与出生日期不符"),
    QT_TRANSLATE_NOOP("Spoken", "与性别不符"),
    QT_TRANSLATE_NOOP("Spoken", "不能含控制字符"),
    QT_TRANSLATE_NOOP("Spoken", "必填"),
    QT_TRANSLATE_NOOP("Spoken", "药房未发药，附加项目冲回"),
    QT_TRANSLATE_NOOP("Spoken", "出院日不计费"),
    QT_TRANSLATE_NOOP("Spoken", "转科日由转入病区计费"),
    QT_TRANSLATE_NOOP("Spoken", "待药房确认"),
    QT_TRANSLATE_NOOP("Spoken", "未收费"),
    QT_TRANSLATE_NOOP("Spoken", "天数多于医嘱"),
    QT_TRANSLATE_NOOP("Spoken", "无"),
    QT_TRANSLATE_NOOP("Spoken", "不详"),
)
_LABELS = (
    QT_TRANSLATE_NOOP("Spoken", "收费票据"),
    QT_TRANSLATE_NOOP("Spoken", "押金收据"),
    QT_TRANSLATE_NOOP("Spoken", "票据种类"),
    QT_TRANSLATE_NOOP("Spoken", "收费员"),
    QT_TRANSLATE_NOOP("Spoken", "止号"),
    QT_TRANSLATE_NOOP("Spoken", "号码"),
    QT_TRANSLATE_NOOP("Spoken", "原因"),
    QT_TRANSLATE_NOOP("Spoken", "费用日期"),
    QT_TRANSLATE_NOOP("Spoken", "数量"),
    QT_TRANSLATE_NOOP("Spoken", "支付方式"),
    QT_TRANSLATE_NOOP("Spoken", "银行"),
    QT_TRANSLATE_NOOP("Spoken", "卡号"),
    QT_TRANSLATE_NOOP("Spoken", "出院医生"),
    QT_TRANSLATE_NOOP("Spoken", "介绍医生"),
    QT_TRANSLATE_NOOP("Spoken", "主管医生"),
    QT_TRANSLATE_NOOP("Spoken", "医生"),
    QT_TRANSLATE_NOOP("Spoken", "诊断"),
    QT_TRANSLATE_NOOP("Spoken", "社保序号"),
    QT_TRANSLATE_NOOP("Spoken", "床位"),
    QT_TRANSLATE_NOOP("Spoken", "剂量"),
    QT_TRANSLATE_NOOP("Spoken", "停止时间"),
    QT_TRANSLATE_NOOP("Spoken", "备注"),
    QT_TRANSLATE_NOOP("Spoken", "过敏史"),
)
_PATTERNS = (
    QT_TRANSLATE_NOOP("Spoken", "{n}岁"),
    QT_TRANSLATE_NOOP("Spoken", "{n}月"),
    QT_TRANSLATE_NOOP("Spoken", "{n}天"),
    QT_TRANSLATE_NOOP("Spoken", "最多{n}字"),
    QT_TRANSLATE_NOOP("Spoken", "最多可冲正 {n}"),
    QT_TRANSLATE_NOOP("Spoken", "校验位应为 {n}"),
)
_PHRASES = frozenset(map(str, (*_ACTIONS, *_REASONS, *_LABELS)))


def in_english(text: str, name: str = "") -> str:
    """The English of a word, a phrase, a phrase with a number. `name` is the detail it fills: a `state` is of a value list."""
    states = _value_words()
    if text in states and (name == "state" or text not in _PHRASES):
        return states[text]
    if text in _PHRASES:
        return QCoreApplication.translate("Spoken", text)
    for pattern in map(str, _PATTERNS):
        found = re.fullmatch(re.escape(pattern).replace(r"\{n\}", r"([0-9A-Z.]+)"), text)
        if found:
            return QCoreApplication.translate("Spoken", pattern).format(n=found[1])
    return text


@cache
def _value_words() -> dict[str, str]:
    return {member.zh: member.en for kind in reversed(Code.__subclasses__()) for member in kind}

"""Errors are data: a class with a code, a sentence in Chinese and English, and the field it concerns.

A class declares the values its sentence is made of, each with its type, and is raised with them by name:

    class BedTaken(Conflict):
        code = "ward.bed_taken"
        zh = "床位 {bed} 刚被占用，请选择其他床位"
        en = "Bed {bed} was taken meanwhile; choose another"
        field = "bed"
        bed: str

They cross the wire as `ErrorData` and are rebuilt by code, never by pickling. Five families tell the client what to do:

* `Refused` — a rule says no: show the sentence at `field`.
* `NeedsConfirmation` — ask, then repeat the call with this code among its `answers`.
* `Conflict` — somebody was faster: show both versions and reconcile.
* `NotAllowed` — no session or no right.
* `Unavailable` — nobody answered or nobody has time: keep the input and try again later.

Anything else that is raised is a bug: the client learns a reference number and nothing more.
"""

from __future__ import annotations

import contextlib
import typing
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, dataclass_transform, get_args

import msgspec

from shared.enums import Code
from shared.sentences import Language, Sentence

Kind = Literal["refused", "needs_confirmation", "conflict", "not_allowed", "unavailable", "bug"]


@dataclass(frozen=True, slots=True)
class ErrorData:
    """An error on the wire. `details` are the values of its sentence, as msgspec writes each."""

    kind: Kind
    code: str
    details: dict[str, Any] = field(default_factory=dict)
    field: str | None = None

    def sentence(self, language: Language) -> str:
        """What it says; it stands inside another sentence as itself."""
        return rebuild(self).sentence(language)


@dataclass_transform(kw_only_default=True, eq_default=False)
class BusinessError(Sentence, Exception):
    """Base of everything a user is told about. Subclasses set `code`, `zh`, `en` and, where one field is meant, `field`."""

    kind: ClassVar[Kind] = "refused"
    code: ClassVar[str] = ""
    field: ClassVar[str | None] = None
    by_code: ClassVar[dict[str, type[BusinessError]]] = {}
    _declared: ClassVar[dict[str, Any]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "code" in cls.__dict__:
            taken = BusinessError.by_code.setdefault(cls.code, cls)
            if taken is not cls and taken.__qualname__ != cls.__qualname__:
                raise TypeError(f"error code {cls.code} is used twice")

    def __init__(self, **details: Any) -> None:
        self.__dict__.update(details)
        # The sentence may name a patient, so str() gives the code: it is what logs show.
        super().__init__(self.code)

    @classmethod
    def declared(cls) -> dict[str, Any]:
        """The type of each value of the sentence by name."""
        if "_declared" not in cls.__dict__:
            hints = typing.get_type_hints(cls)
            cls._declared = {name: kind for name, kind in hints.items() if typing.get_origin(kind) is not ClassVar}
        return cls._declared

    @property
    def details(self) -> dict[str, Any]:
        """The values it was raised with, by name."""
        return {name: getattr(self, name) for name in self.declared() if hasattr(self, name)}

    def data(self) -> ErrorData:
        """This error as it crosses the wire."""
        return ErrorData(self.kind, self.code, msgspec.to_builtins(self.details), self.field)


class Refused(BusinessError):
    """A rule of the house says no."""

    kind = "refused"


class NeedsConfirmation(BusinessError):
    """The user must decide; the repeated call carries this code in `answers`.

    `instead_zh` and `instead_en` name what is usually right instead: the dialog's first answer, which the page acts on.
    """

    kind = "needs_confirmation"
    instead_zh: ClassVar[str] = ""
    instead_en: ClassVar[str] = ""


class Conflict(BusinessError):
    """What the user saw is no longer what is stored."""

    kind = "conflict"


class NotAllowed(BusinessError):
    """No session, or no right to do this."""

    kind = "not_allowed"


class Unavailable(BusinessError):
    """The other side can't answer now; nothing is known to have happened."""

    kind = "unavailable"


class InternalError(BusinessError):
    """A bug of ours; the log has the story under this reference number."""

    kind = "bug"
    code = "internal"
    zh = "系统内部错误，操作未完成。请记下编号 {reference} 并联系信息科"
    en = "Internal error, nothing was done. Note the number {reference} and call the IT department"
    reference: str


class UnknownError(BusinessError):
    """An error whose code this client does not know: the server is newer."""

    code = "unknown"
    zh = "操作被拒绝（{unknown}）。请升级本工作站程序"
    en = "Refused ({unknown}). Please update this station"
    unknown: str


class LoginRequired(NotAllowed):
    code = "login_required"
    zh = "请先登录"
    en = "Please log in first"


class SessionExpired(NotAllowed):
    code = "session_expired"
    zh = "登录已过期，请重新登录；已输入的内容会保留"
    en = "Your session has expired; log in again, what you typed is kept"


class WrongLogin(NotAllowed):
    code = "wrong_login"
    zh = "用户名或密码不正确"
    en = "Wrong user name or password"
    field = "password"


class WrongPassword(Refused):
    code = "wrong_password"
    zh = "原密码不正确，没有修改"
    en = "The present password is wrong; nothing was changed"
    field = "present"


class MissingRight(NotAllowed):
    code = "missing_right"
    zh = "您没有此操作的权限（{right}），请联系护士长或管理员"
    en = "You do not have the right to do this ({right}); ask your head nurse or administrator"
    right: str


class WardNotAllowed(NotAllowed):
    code = "ward_not_allowed"
    zh = "您没有病区 {ward} 的权限"
    en = "You have no rights on ward {ward}"
    ward: str


class ServerBusy(Unavailable):
    code = "server_busy"
    zh = "登录人数过多，请稍候几秒再试"
    en = "Too many people are logging in; try again in a few seconds"


class ServerUnreachable(Unavailable):
    code = "server_unreachable"
    zh = "无法连接服务器 {server}，没有执行；输入已保留，连接恢复后请再试"
    en = "Cannot reach server {server}: nothing was done. Your input is kept; try again when it is back"
    server: str


class NeighbourUnreachable(Unavailable):
    """The server that was asked answers, but can't reach another department's. ServerUnreachable is about the caller's own line."""

    code = "neighbour_unreachable"
    zh = "另一科室的服务器（{server}）暂时无法连接，没有执行，请稍后再试"
    en = "Another department's server ({server}) can't be reached: nothing was done. Try again later"
    server: str


class OutcomeUnknown(Unavailable):
    """The command was sent and no answer came: it may have happened. Repeat it with the same key."""

    code = "outcome_unknown"
    zh = "服务器没有应答，操作可能已完成；请用“重试”确认，不会重复执行"
    en = "No answer from the server; the operation may be done. Press Retry to find out: it is never done twice"


class StorageFull(Unavailable):
    code = "storage_full"
    zh = "服务器磁盘空间不足，操作未保存，请联系信息科"
    en = "The server's disk is full; nothing was stored. Call the IT department"


class DatabaseBusy(Unavailable):
    code = "database_busy"
    zh = "数据库正忙，操作未保存，请重试"
    en = "The database is busy; nothing was stored. Try again"


class DatabaseBehind(Refused):
    code = "database_behind"
    zh = "本科室的数据库由旧备份恢复，核对所缺内容之前不能执行、发药或结算，请联系信息科"
    en = (
        "This department's database was restored from a backup; nothing is run, dispensed or settled until somebody has "
        "looked through what it lacks. Call the IT department"
    )


class VersionMismatch(Refused):
    code = "version_mismatch"
    zh = "工作站与服务器版本不一致（{operation}），请升级工作站程序"
    en = "This station and the server have different versions ({operation}); update the station"
    operation: str


class KeyReused(Refused):
    code = "key_reused"
    zh = "此操作编号已用于另一内容，请刷新后重试"
    en = "This operation number was already used for other content; refresh and try again"


class Problem(Code):
    """What is wrong with a value; `{limit}` is the number, range or day it had to keep to."""

    EMPTY = 1, "不能为空", "is empty"
    LONG = 2, "最多{limit}字", "has at most {limit} characters"
    UNSTORABLE = 3, "含有不能保存的字符", "has characters that can't be stored"
    WRONG = 4, "无效", "is not valid"
    MALFORMED = 12, "不正确：{limit}", "is not valid: {limit}"
    OUTSIDE = 5, "应在 {limit} 之间", "must be {limit}"
    TOO_MUCH = 6, "不能超过 {limit}", "can't be more than {limit}"
    UNKNOWN = 7, "“{limit}”无效", "can't be “{limit}”"
    NOT_EDITABLE = 8, "不能填写", "can't be entered"
    DECIMALS = 9, "最多{limit}位小数", "has at most {limit} decimals"
    NOT_THE_WHOLE = 10, "须全量冲正", "must be the whole line"
    UNFINISHED = 11, "应为完成或异常", "must be completed or failed"


class InvalidInput(Refused):
    """A value outside its column: too long, a control character, a number out of range. `name` is the column's."""

    code = "invalid_input"
    zh = "“{name:label}”{problem}"
    en = "“{name:label}” {problem}"
    name: str
    problem: Problem
    limit: str = ""


class CatalogMissing(Unavailable):
    code = "catalog_missing"
    zh = "目录未同步，暂不能登录；请检查目录服务器"
    en = "The catalogue has not been received yet; nobody can log in. Check the catalogue server"


def rebuild(data: ErrorData) -> BusinessError:
    """Make the exception that `data` describes; an unknown code keeps its family in the sentence.

    A value that is missing or that this program does not understand is left out, and stands as ? in the sentence.
    """
    known = BusinessError.by_code.get(data.code)
    if known is None:
        return UnknownError(unknown=data.code)
    details: dict[str, Any] = {}
    for name, kind in known.declared().items():
        with contextlib.suppress(KeyError, msgspec.ValidationError):
            details[name] = msgspec.convert(data.details[name], kind)
    return known(**details)


KINDS: tuple[str, ...] = get_args(Kind)

"""Refusals of the gateway itself."""

from __future__ import annotations

from shared.errors import NotAllowed, Refused, Unavailable


class OriginRefused(NotAllowed):
    """A page of another site tries to use its visitor's browser."""

    code = "gateway.origin_refused"
    zh = "不允许来自 {origin} 的页面连接"
    en = "Pages from {origin} may not connect"
    origin: str


class TooManyClients(Unavailable):
    """The feed is full, or this address has its share."""

    code = "gateway.too_many_clients"
    zh = "连接数已达上限，请稍后再试"
    en = "Too many connections; try again later"


class TooManyRequests(Unavailable):
    """Somebody sends more than a client may."""

    code = "gateway.too_many_requests"
    zh = "请求过于频繁，请稍后再试"
    en = "Too many requests; try again later"


class RequestSlow(Refused):
    """A body that does not arrive in time."""

    code = "gateway.request_slow"
    zh = "请求内容传输超时"
    en = "The request took too long to arrive"


class Malformed(Refused):
    """No message of ours: no JSON, a wrong type, a missing field."""

    code = "gateway.malformed"
    zh = "消息格式不正确：{problem}"
    en = "Malformed message: {problem}"

    problem: str
    name: str | None = None


class UnknownMessage(Refused):
    """A messageType nobody knows."""

    code = "gateway.unknown_message"
    zh = "未知的消息类型 {type}"
    en = "Unknown message type {type}"
    type: str


class NotReceived(Refused):
    """The client says itself that it could not take the execution over."""

    code = "gateway.not_received"
    zh = "客户端未能接收：{status}"
    en = "The client did not receive it: {status}"
    status: str


class TooLarge(Refused):
    """A body longer than `max_message_bytes`."""

    code = "gateway.too_large"
    zh = "请求内容超过 {limit} 字节"
    en = "The request is longer than {limit} bytes"
    limit: int


class MediaTypeUnknown(Refused):
    """Neither JSON nor a form, or in a character set that is not known here."""

    code = "gateway.media_type_unknown"
    zh = "不支持的内容类型或字符集，请使用 JSON 或表单，UTF-8 或 GBK"
    en = "Send JSON or a form, in UTF-8 or GBK"

"""What this user chose or arranged lately, kept per user on the station."""

from __future__ import annotations

from PySide6.QtCore import QSettings

_KEPT = 30
_user = ""


def set_user(user_id: str) -> None:
    """Whose choices and column widths count from now on; set at log-in."""
    global _user
    _user = user_id


def key(*parts: str) -> str:
    """A settings key of the present user."""
    return "/".join(("users", _user or "-", *parts))


def choices(name: str) -> list[str]:
    """Codes chosen from the list `name`, latest first."""
    stored = QSettings().value(key("recent", name), [])
    return [str(code) for code in (stored if isinstance(stored, list) else [stored]) if code]


def remember(name: str, code: str) -> None:
    """Put `code` first."""
    if name:
        QSettings().setValue(key("recent", name), [code, *(other for other in choices(name) if other != code)][:_KEPT])

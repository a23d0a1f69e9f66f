"""Errors carry their status; one handler turns them into RFC 9457 problem documents.

```
Problem                 anything a caller is told
├── Unauthenticated 401     ├── NotAllowed 403      ├── NotFound 404 (unknown and hidden alike)
├── Conflict 409            ├── TooLarge 413        ├── Invalid 422        ├── TooMany 429
└── Unavailable 503
```
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

Text = Mapping[str, str]
"""A sentence in each language the product speaks: `{"zh-CN": …, "en": …}`."""

LANGUAGES = ("zh-CN", "en")


def say(zh: str, en: str) -> Text:
    """One sentence in both languages."""
    return {"zh-CN": zh, "en": en}


def in_language(text: Text | str, language: str) -> str:
    """The sentence in `language`, else in Chinese: the first language of the product."""
    if isinstance(text, str):
        return text
    return text.get(language) or text.get("zh-CN") or next(iter(text.values()), "")


_LONGEST_STORED = 1000


def stored(text: Text) -> str:
    """A sentence as a column keeps it, in both languages; its end is cut where it is very long."""
    return json.dumps({language: said[:_LONGEST_STORED] for language, said in text.items()}, ensure_ascii=False)


def restored(kept: str | None, language: str) -> str | None:
    """What `stored` kept, in one language; plain words stay as they are."""
    if kept is None or not kept.startswith("{"):
        return kept
    try:
        text = json.loads(kept)
    except ValueError:
        return kept
    known = isinstance(text, dict) and text and text.keys() <= set(LANGUAGES)
    return in_language(text, language) if known and all(isinstance(each, str) for each in text.values()) else kept


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field. `path` leads into subforms: `("lines", 0, "amount")`."""

    field: str
    code: str
    message: Text
    path: tuple[str | int, ...] = ()

    def document(self, language: str) -> dict[str, Any]:
        return {
            "field": self.field,
            "path": list(self.path or (self.field,)),
            "code": self.code,
            "message": in_language(self.message, language),
        }


@dataclass(eq=False)
class Problem(Exception):
    """Base of everything a caller is told. `extra` are further members of the problem document."""

    detail: Text
    code: str = ""
    errors: Sequence[FieldError] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    status: ClassVar[int] = 500
    default_code: ClassVar[str] = "internal"
    title: ClassVar[Text] = say("服务器出错", "Internal error")

    def __str__(self) -> str:
        return in_language(self.detail, "en")

    def document(self, language: str) -> dict[str, Any]:
        code = self.code or self.default_code
        body: dict[str, Any] = {
            "type": f"https://dougong.dev/problems/{code.replace('_', '-')}",
            "title": in_language(self.title, language),
            "status": self.status,
            "code": code,
            "detail": in_language(self.detail, language),
        }
        if self.errors:
            body["errors"] = [error.document(language) for error in self.errors]
        return body | dict(self.extra)


class Unauthenticated(Problem):
    status = 401
    default_code = "unauthenticated"
    title = say("请先登录", "Sign in first")


class NotAllowed(Problem):
    status = 403
    default_code = "not_allowed"
    title = say("没有权限", "Not allowed")


class NotFound(Problem):
    """Unknown and hidden answer alike, so that nobody learns what exists."""

    status = 404
    default_code = "not_found"
    title = say("找不到", "Not found")


class Conflict(Problem):
    status = 409
    default_code = "conflict"
    title = say("冲突", "Conflict")


class TooLarge(Problem):
    status = 413
    default_code = "too_large"
    title = say("内容过大", "Too large")


class Invalid(Problem):
    status = 422
    default_code = "invalid"
    title = say("内容有误", "Invalid content")


class TooMany(Problem):
    status = 429
    default_code = "too_many"
    title = say("请求过于频繁", "Too many requests")


class Unavailable(Problem):
    status = 503
    default_code = "unavailable"
    title = say("暂时不可用", "Unavailable for the moment")

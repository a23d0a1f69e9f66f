"""Words a person reads: a label is plain text, or one text per language.

`Sentence` is a message in both languages (`{"zh-CN": …, "en": …}`), the only shape in which this
engine hands out text; the caller picks the reader's language with `label_text`.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

Lang = Literal["zh-CN", "en"]
LANGS: tuple[Lang, ...] = ("zh-CN", "en")

LabelText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Label: TypeAlias = LabelText | Annotated[dict[Lang, LabelText], Field(min_length=1)]
Sentence: TypeAlias = dict[str, str]


def label_text(label: str | Mapping[Lang, str] | Mapping[str, str] | None, lang: str = "zh-CN") -> str:
    """The text of a label in `lang`; falls back to the other language, then to ""."""
    if label is None:
        return ""
    if isinstance(label, str):
        return label
    texts: Mapping[str, str] = {str(key): text for key, text in label.items()}
    return texts.get(lang) or texts.get("zh-CN") or next(iter(texts.values()), "")


def sentence(zh: str, en: str) -> Sentence:
    """A message in both languages."""
    return {"zh-CN": zh, "en": en}

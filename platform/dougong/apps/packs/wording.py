"""Other words in every text that people read: `{"zh-CN": …, "en": …}` anywhere in a document. Keys, formulas and
placeholders (`{customer.name}`) stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_LANGUAGES = frozenset({"zh-CN", "en"})
Change = Callable[[str], str]


def reworded(document: Any, words: Mapping[Any, Mapping[str, str]]) -> Any:
    """The document with other words in its texts; longer words are looked for first."""
    changes = {language: _change(language, found) for language, found in words.items() if found}
    return _reworded(document, changes) if changes else document


def _reworded(value: Any, changes: Mapping[str, Change]) -> Any:
    if isinstance(value, list):
        return [_reworded(each, changes) for each in value]
    if not isinstance(value, dict):
        return value
    if value and value.keys() <= _LANGUAGES:
        return {
            language: changes[language](text) if language in changes and isinstance(text, str) else text
            for language, text in value.items()
        }
    return {key: _reworded(each, changes) for key, each in value.items()}


def _change(language: str, words: Mapping[str, str]) -> Change:
    longest = sorted(words, key=len, reverse=True)
    either = "|".join(re.escape(word) for word in longest)
    if language == "zh-CN":
        pattern = re.compile(rf"(?P<kept>\{{[^}}]*\}})|{either}")
        return lambda text: pattern.sub(lambda match: match["kept"] or words[match[0]], text)
    english = re.compile(
        rf"(?P<kept>\{{[^}}]*\}})|(?:\b(?P<article>an?)(?P<gap>\s+))?\b(?P<word>{either})\b", re.IGNORECASE
    )
    known = {word.lower(): other for word, other in words.items()}

    def other(match: re.Match[str]) -> str:
        if match["kept"] is not None:
            return match["kept"]
        wanted = known[match["word"].lower()]
        named = wanted[0].upper() + wanted[1:] if match["word"][0].isupper() else wanted
        return named if match["article"] is None else _article(match["article"], wanted) + match["gap"] + named

    return lambda text: english.sub(other, text)


_VOWEL = re.compile(r"(?!uni|us[aeiu]|eu|one\b)[aeiou]|hour|hono|heir", re.IGNORECASE)
"""How words begin that are said with a vowel."""


def _article(before: str, word: str) -> str:
    """`a` or `an`, in the case of the one that stood there."""
    return before[0] + ("n" if _VOWEL.match(word) else "")

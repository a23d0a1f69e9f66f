"""Formatted text that comes from outside: the one place where HTML is cleaned, and read as plain text.

`clean_html` keeps what the editor of the page knows (paragraphs, headings, lists, quotes, code, links, emphasis) and
drops everything else: scripts, styles, pictures, event handlers, every address that isn't http, https, mailto or tel.
Its result has two properties that others rely on: cleaning it again changes nothing, and each `<…>` in it is one
tag, so that `html_text` (here, in SQL and in the page) may read it with a plain pattern.
Source: OWASP Cross Site Scripting Prevention Cheat Sheet, «HTML Sanitization»; nh3 is the ammonia library.
"""

import html
import re

import nh3

from engines.form.text import clean_block

TAGS = frozenset(
    {"p", "br", "strong", "em", "u", "s", "code", "pre", "blockquote", "ul", "ol", "li", "h1", "h2", "h3", "a", "hr"}
)
_SAME = {"b": "strong", "i": "em", "strike": "s", "del": "s", "ins": "u", "h4": "h3", "h5": "h3", "h6": "h3"}
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&"))
"""What cleaned HTML writes for a character, in the order in which it is to be undone."""
_SCHEMES = {"http", "https", "mailto", "tel"}
_SPOKEN = re.compile(r"(<[^>]*>)")
_HOLDS_BLOCKS = re.compile(r"<(?:p|div|ul|ol|li|h[1-6]|pre|blockquote|hr)>")
_BLOCK_END = r"</(?:p|h[1-3]|li|ul|ol|pre|blockquote)>|<br>|<hr>"
_LINE = re.compile(rf"({_BLOCK_END})\s*(?=<(?!/)|[^<\s])")
_TAIL = re.compile(rf"({_BLOCK_END})\s+(?=</|$)")
_GAP = re.compile(r"(<(?:ul|ol|blockquote)>)\s+")
_TAG = re.compile(r"<[^>]*>")
_WRITTEN = re.compile(r"</?(?:p|div|span|br|b|i|u|s|strong|em|a|ul|ol|li|h[1-6]|blockquote|pre|code|table)[\s>/]", re.I)


def _attribute(_tag: str, _name: str, value: str) -> str:
    return value.replace("<", "%3C").replace(">", "%3E")


def clean_html(raw: str) -> str | None:
    """The safe part of `raw`, one line break after each block; None when no text is left."""
    kept = _safe(_renamed(_safe(clean_block(raw), {*TAGS, *_SAME, "div"})), set(TAGS)).strip()
    kept = _GAP.sub(r"\1", _TAIL.sub(r"\1", _LINE.sub(r"\1" + "\n", kept)))
    return kept if html_text(kept) else None


def _safe(raw: str, tags: set[str]) -> str:
    return nh3.clean(
        raw,
        tags=tags,
        clean_content_tags={"script", "style", "title", "template", "iframe", "object", "svg", "math"},
        attributes={"a": {"href"}},
        attribute_filter=_attribute,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def _renamed(cleaned: str) -> str:
    """Tags that mean the same under one name; a `div` is a paragraph, unless it only holds blocks."""
    pieces = _SPOKEN.split(cleaned)
    paragraphs: list[bool] = []
    for index, piece in enumerate(pieces):
        if piece == "<div>":
            following = next((one for one in pieces[index + 1 :] if one.strip()), "")
            paragraphs.append(not _HOLDS_BLOCKS.match(following))
            pieces[index] = "<p>" if paragraphs[-1] else ""
        elif piece == "</div>":
            pieces[index] = "</p>" if paragraphs and paragraphs.pop() else ""
        elif piece.startswith("<"):
            name = piece.strip("</>")
            pieces[index] = piece.replace(name, _SAME.get(name, name))
    return "".join(pieces)


def html_text(cleaned: str) -> str:
    """The words of cleaned HTML, a line per block."""
    text = _TAG.sub("", cleaned)
    for entity, char in ENTITIES:
        text = text.replace(entity, char)
    return text.strip(" \n\t")


def as_html(text: str) -> str | None:
    """Plain text as paragraphs, its line breaks kept; text with tags in it is taken for HTML."""
    if _WRITTEN.search(text):
        return clean_html(text)
    lines = (html.escape(line, quote=False) for line in text.split("\n"))
    return clean_html("".join(f"<p>{line}</p>" for line in lines if line.strip()))

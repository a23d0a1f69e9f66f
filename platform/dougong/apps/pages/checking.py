"""The lint of a page: its shape, what its blocks show, whom they are for, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from dougong.apps import audience
from dougong.apps.catalog import AppCatalog
from dougong.apps.documents import depth_of
from dougong.apps.hooks import hooks
from dougong.apps.pages.definition import Block, ListBlock, NumberBlock, Page
from dougong.apps.problems import too_large
from dougong.kit.db import Transaction
from dougong.kit.errors import Text, in_language, say
from dougong.kit.types import dump_json
from engines.form.html import clean_html
from engines.form.scope import scope_for
from engines.formula import FormulaErrors, check
from engines.formula.types import BOOLEAN, NUMBER

Document = dict[str, Any]
MAX_DEFINITION = 400_000
"""Characters of JSON: sixty blocks with long words."""
MAX_DEPTH = 20
Fault = tuple[str | None, str, Text]
"""(key of the block, code, sentence)"""
Targets = Mapping[str, set[str]]


def check_size(definition: Document) -> None:
    """Refuses documents that no page needs."""
    if depth_of(definition) > MAX_DEPTH or len(dump_json(definition)) > MAX_DEFINITION:
        raise too_large()


def cleaned(definition: Document) -> Document:
    """The document with the words of its text blocks cleaned, everything else as it is."""
    blocks = definition.get("blocks")
    if not isinstance(blocks, list):
        return definition
    return {**definition, "blocks": [_cleaned_block(block) for block in blocks]}


def _cleaned_block(block: Any) -> Any:
    html = block.get("html") if isinstance(block, dict) and block.get("type") == "text" else None
    if isinstance(html, str):
        return {**block, "html": clean_html(html) or ""}
    if isinstance(html, dict):
        words = {lang: clean_html(text) or "" if isinstance(text, str) else text for lang, text in html.items()}
        return {**block, "html": words}
    return block


def problems(
    catalog: AppCatalog, known: Targets, roles: Sequence[str], key: str, definition: Document, language: str
) -> list[Document]:
    """`[{block, code, message, level, path}]`: everything that is wrong with a definition of the page `key`."""
    return [
        {"block": block, "code": code, "message": in_language(message, language), "level": "error", "path": []}
        for block, code, message in _faults(catalog, known, roles, key, definition)
    ]


def _faults(
    catalog: AppCatalog, known: Targets, roles: Sequence[str], key: str, definition: Document
) -> Iterator[Fault]:
    check_size(definition)
    try:
        page = Page.model_validate(definition)
    except ValidationError as error:
        for each in error.errors(include_url=False)[:50]:
            text = f"{'.'.join(map(str, each['loc']))}: {each['msg']}"[:300]
            yield _block_at(definition, each["loc"]), "shape", say(f"格式有误：{text}", f"Not as it should be: {text}")
        return
    if page.key != key:
        yield None, "key", say("标识不能更改。", "The key can't be changed.")
    keys = [block.key for block in page.blocks]
    for twice in sorted({one for one in keys if keys.count(one) > 1}):
        yield twice, "twice", say(f"区块标识“{twice}”重复。", f"The block key “{twice}” occurs twice.")
    placed = [place.tile for place in page.grid]
    if sorted(placed) != sorted(set(keys)):
        yield None, "grid", say("每个区块须在版面上恰好出现一次。", "Each block stands on the grid exactly once.")
    yield from _audience(None, page.roles, page.when, roles)
    for block in page.blocks:
        yield from _audience(block.key, block.roles, block.when, roles)
        yield from ((block.key, code, message) for code, message in _target(catalog, known, block))


def published_targets(tx: Transaction, app_id: str) -> Targets:
    """What a page may show beside forms, as it is published now."""
    stores = {part.kind: part.store for part in hooks.parts}
    known = {
        kind: {key: definition for key, _n, definition in stores[kind].published(tx, app_id)} if kind in stores else {}
        for kind in ("dashboard", "flow")
    }
    return targets(known["dashboard"], known["flow"])


def targets(dashboards: Mapping[str, Document], flows: Mapping[str, Document]) -> Targets:
    """Keys of dashboards, their tiles as `dashboard/tile`, and flows that begin with a form. Drafts may be shaped like
    anything."""
    return {
        "dashboard": set(dashboards),
        "tile": {f"{key}/{tile.get('key')}" for key, each in dashboards.items() for tile in _dicts(each.get("tiles"))},
        "flow": {
            key
            for key, each in flows.items()
            for trigger in _dicts([each.get("trigger")])
            if trigger.get("on") == "form_link"
        },
    }


def _dicts(found: Any) -> list[Document]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _block_at(definition: Document, path: tuple[str | int, ...]) -> str | None:
    blocks = definition.get("blocks")
    if len(path) < 2 or path[0] != "blocks" or not isinstance(path[1], int) or not isinstance(blocks, list):
        return None
    found = blocks[path[1]] if path[1] < len(blocks) else None
    key = found.get("key") if isinstance(found, dict) else None
    return key if isinstance(key, str) else None


def _audience(block: str | None, wanted: Sequence[str], when: str, roles: Sequence[str]) -> Iterator[Fault]:
    for role in wanted:
        if role not in roles:
            yield block, "unknown_role", say(f"没有角色“{role}”。", f"There is no role “{role}”.")
    if when:
        try:
            audience.condition(when)
        except FormulaErrors as errors:
            message = errors.problems[0].message
            yield block, "condition", say(message["zh-CN"], message["en"])


def _target(catalog: AppCatalog, known: Targets, block: Block) -> Iterator[tuple[str, Text]]:
    form = getattr(block, "form", None)
    if form is not None and form not in catalog.forms:
        yield "unknown_form", say(f"没有已发布的表单“{form}”。", f"There is no published form “{form}”.")
        return
    views = [view.key for view in catalog.forms[form].views] if form is not None else []
    if isinstance(block, ListBlock) and block.view and block.view not in views:
        yield "unknown_view", say(f"没有视图“{block.view}”。", f"There is no view “{block.view}”.")
    if isinstance(block, NumberBlock) and block.filter:
        try:
            check(block.filter, scope_for(catalog.forms[block.form], catalog.forms, "filter"), expect=BOOLEAN)
        except FormulaErrors as errors:
            message = errors.problems[0].message
            yield "filter", say(message["zh-CN"], message["en"])
    if isinstance(block, NumberBlock) and block.fn != "count":
        try:
            check(block.field or "", scope_for(catalog.forms[block.form], catalog.forms, "filter"), expect=NUMBER)
        except FormulaErrors:
            yield "field", say("请选择一个数字字段。", "Choose a field that is a number.")
    if block.type == "tile" and f"{block.dashboard}/{block.tile}" not in known.get("tile", ()):
        yield "unknown_tile", say("没有这张已发布的图表。", "There is no such chart on a published dashboard.")
    if block.type == "dashboard" and block.dashboard not in known.get("dashboard", ()):
        yield "unknown_dashboard", say("没有这个已发布的仪表盘。", "There is no such published dashboard.")
    if block.type == "button" and block.flow not in known.get("flow", ()):
        yield "unknown_flow", say("没有可由表单发起的这个流程。", "There is no such flow that can be started.")

"""Whether a link's settings fit its form, and what its maker should know. Nothing unfit is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dougong.apps.catalog import AppCatalog
from dougong.identity.directory import existing_people
from dougong.kit.db import Transaction
from dougong.kit.errors import FieldError, Invalid, Text, say
from dougong.kit.public_link import checked_frames
from dougong.records.public.columns import columns_asked
from dougong.records.public.settings import Choosable, LinkSettings
from dougong.records.public.variant import COMPUTED_HERE, through_links, variant_form
from engines.form.compile import compile_form
from engines.form.compiled import CompiledForm
from engines.form.definition import Form
from engines.form.fields import FieldModel, type_of
from engines.form.fields.link import LinkField
from engines.form.fields.subform import SubformField
from engines.form.labels import Sentence, sentence
from engines.form.problems import Problem
from engines.form.programs import compile_program
from engines.form.scope import scope_for
from engines.formula.types import BOOLEAN

NEVER_ASKED = frozenset({"member", "department"})
"""Types whose choices are the company's people: strangers are not shown them."""
NAMING = frozenset({"text", "series", "barcode", "email", "phone", "url"})
"""Types of fields that may name a record that is offered."""
LONGEST = 3_900
"""Characters of a row condition, a few less than a grant takes."""
_PLACE = re.compile(r"\{([a-z][a-z0-9_]{0,47})\}")


def must_fit(tx: Transaction, catalog: AppCatalog, form_key: str, settings: LinkSettings) -> LinkSettings:
    """The settings with their origins in one spelling. Raises Invalid with every problem."""
    form = catalog.forms[form_key]
    errors = [
        *_fields(form, settings),
        *_choices(catalog, form, settings),
        *_pages(form, settings),
        *_programs(catalog, form, settings),
        *_others(tx, form, settings),
        *_signals(settings),
    ]
    if errors:
        raise Invalid(say("公开链接的设置有误。", "The settings of the link are not valid."), "bad_link", errors)
    changed: dict[str, Any] = {"frames": tuple(checked_frames(settings.frames, "settings.frames"))}
    if settings.signals is not None:
        sites = tuple(checked_frames(settings.signals.sites, "settings.signals.sites"))
        changed["signals"] = settings.signals.model_copy(update={"sites": sites})
    return settings.model_copy(update=changed)


def warnings(compiled: CompiledForm, settings: LinkSettings) -> list[Sentence]:
    """What a maker should know: answers that can't be given, and what verdicts let people guess."""
    form, on = compiled.form, {each.field for each in settings.fields}
    found: list[Sentence] = []
    for field in form.fields:
        missing = field.required and field.key not in on and field.default is None and field.type not in COMPUTED_HERE
        if missing:
            found.append(
                {
                    "zh-CN": f"必填字段“{field.name()}”不在此链接中：除非规则将它隐藏或设值，否则无法提交。",
                    "en": f"“{field.name('en')}” is required but not on this link: unless a rule hides or sets it, "
                    "no answer can be sent.",
                }
            )
    reading = [check.program for check in compiled.checks] + [rule.when for rule in compiled.rules]
    if any(trace.hops for program in reading for trace in program.traces):
        found.append(
            {
                "zh-CN": "有规则或校验读取关联数据：填写者可以从提交结果推测这些数据。",
                "en": "A rule or check reads linked records: people can guess at them from what is refused.",
            }
        )
    return found


def _error(place: str, code: str, zh: str, en: str) -> FieldError:
    return FieldError(f"settings.{place}", code, say(zh, en))


def _unknown(place: str, key: str) -> FieldError:
    return _error(place, "unknown_field", f"没有字段“{key}”。", f"There is no field “{key}”.")


def _fields(form: Form, settings: LinkSettings) -> Iterator[FieldError]:
    seen: set[str] = set()
    for number, each in enumerate(settings.fields):
        place, field = f"fields.{number}", form.field(each.field)
        if field is None:
            yield _unknown(place, each.field)
            continue
        if each.field in seen:
            yield _error(place, "duplicate", f"字段“{each.field}”重复。", f"“{each.field}” stands there twice.")
        seen.add(each.field)
        kind = type_of(field)
        if (kind.computed and field.type not in COMPUTED_HERE) or kind.storage(field) is None:
            yield _error(
                place,
                "not_askable",
                f"“{field.name()}”不能放在公开链接中。",
                f"“{field.name('en')}” can't stand on a public link.",
            )
        inner = {column.type for _path, column in columns_asked(form, each.field, each.columns)}
        if each.mode == "ask" and field.type in NEVER_ASKED:
            yield _error(
                place,
                "people",
                f"“{field.name()}”会公开成员名单，只能隐藏或锁定。",
                f"“{field.name('en')}” would show your people to strangers; hide or lock it.",
            )
        if each.columns is not None and not isinstance(field, SubformField):
            yield _error(place, "no_columns", "只有子表单有列。", "Only a subform has columns.")
        for key in each.columns or ():
            if isinstance(field, SubformField) and field.field(key) is None:
                yield _unknown(place, f"{each.field}.{key}")
        if NEVER_ASKED & inner and each.mode == "ask":
            yield _error(
                place, "people", "请在列中去掉成员或部门。", "Leave out the columns of people and departments."
            )


def _choices(catalog: AppCatalog, form: Form, settings: LinkSettings) -> Iterator[FieldError]:
    for path, choice in settings.choices.items():
        place, field = f"choices.{path}", _at(form, path)
        if not isinstance(field, LinkField) or field.form not in catalog.forms:
            yield _unknown(place, path)
            continue
        target = catalog.forms[field.form]
        title = target.field(choice.title) if choice.title else target.title_field()
        if title is None or title.type not in NAMING:
            yield _error(
                place,
                "no_title",
                "请选择一个文本字段作为显示的名称。",
                "Choose a text field that names the records.",
            )
        yield from _filter(catalog, target, choice, place)
        if len(field.filter or "") + len(choice.filter or "") + 44 * len(choice.ids or ()) > LONGEST:
            yield _error(place, "too_long", "条件过长，请减少指定的数据。", "Too long; name fewer records.")


def _filter(catalog: AppCatalog, target: Form, choice: Choosable, place: str) -> Iterator[FieldError]:
    if choice.filter:
        problems: list[Problem] = []
        scope = scope_for(target, catalog.forms, "grant")
        compile_program(choice.filter, scope, (), problems, expect=BOOLEAN)
        yield from (FieldError(f"settings.{place}", each.code, each.message) for each in problems)


def _pages(form: Form, settings: LinkSettings) -> Iterator[FieldError]:
    placed: set[str] = set()
    required = {field.key for field in form.fields if field.required}
    for number, page in enumerate(settings.pages):
        place = f"pages.{number}"
        for key in page.fields:
            if key not in settings.shown or key in placed:
                yield _error(place, "page_field", f"字段“{key}”不能放在此页。", f"“{key}” can't stand on this page.")
            placed.add(key)
        if page.when and required & set(page.fields):
            names = "、".join(sorted(form.by_key[key].name() for key in required & set(page.fields)))
            yield _error(
                place,
                "required_on_page",
                f"“{names}”在表单中必填，不能放在有条件的页上。",
                f"The form always requires {names}: it can't stand on a page with a condition.",
            )
    if settings.pages and set(settings.shown) - placed:
        rest = "、".join(sorted(set(settings.shown) - placed))
        yield _error("pages", "page_missing", f"没有放到任何页上：{rest}", f"On no page: {rest}")


def _programs(catalog: AppCatalog, form: Form, settings: LinkSettings) -> Iterator[FieldError]:
    """Conditions of pages read fields of the link only; what comes out of other forms is not told back."""
    scope, on = scope_for(form, catalog.forms), {each.field for each in settings.fields}
    for number, page in enumerate(settings.pages):
        problems: list[Problem] = []
        program = compile_program(page.when, scope, (), problems, expect=BOOLEAN) if page.when else None
        yield from (FieldError(f"settings.pages.{number}", each.code, each.message) for each in problems)
        for trace in program.traces if program else ():
            if (
                trace.hops
                or trace.base not in ("field", "rows")
                or (trace.subform or trace.key).partition(".")[0] not in on
            ):
                yield _error(
                    f"pages.{number}",
                    "page_condition",
                    "页的条件只能使用此链接中的字段。",
                    "The condition of a page uses fields of this link only.",
                )
    compiled = compile_form(variant_form(form, settings), catalog.forms)
    yield from (
        FieldError("settings.pages", each.code, each.message)
        for each in compiled.problems
        if each.level == "error" and compiled.problems and each not in catalog.compiled[form.key].problems
    )
    if settings.edit_days:
        for node in sorted(through_links(compiled) & _asked_nodes(form, settings)):
            name = _named(form, node)
            yield _error(
                "edit_days",
                "told_back",
                f"“{name['zh-CN']}”会由关联数据带出，不能与“允许修改”同用。",
                f"“{name['en']}” is filled from linked records and can't go with changing answers.",
            )


def _asked_nodes(form: Form, settings: LinkSettings) -> set[str]:
    asked = [each for each in settings.fields if each.mode == "ask"]
    columns = {path for each in asked for path, _column in columns_asked(form, each.field, each.columns)}
    return {*settings.asked, *columns}


def _named(form: Form, node: str) -> Sentence:
    field = _at(form, node)
    return field.names if field is not None else sentence(node, node)


def _others(tx: Transaction, form: Form, settings: LinkSettings) -> Iterator[FieldError]:
    for number, channel in enumerate(settings.channels):
        field = form.field(channel.field)
        if field is None or field.type not in NAMING | {"select", "long_text", "tags"} or field.type == "series":
            yield _error(
                f"channels.{number}", "channel_field", "渠道参数只能写入文本或选项字段。", "A channel fills a text."
            )
        if channel.field in settings.asked:
            yield _error(f"channels.{number}", "channel_asked", "该字段已由填写者填写。", "People fill this field in.")
    if settings.opens_at and settings.closes_at and settings.opens_at >= settings.closes_at:
        yield _error("closes_at", "bad_times", "结束时间须晚于开始时间。", "It must close after it opens.")
    if settings.owner and not existing_people(tx, [settings.owner]):
        yield _error("owner", "unknown_person", "找不到此成员。", "There is no such person.")
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield _error("timezone", "bad_zone", "没有这个时区。", "There is no such time zone.")
    yield from _thanks(form, settings)


def _signals(settings: LinkSettings) -> Iterator[FieldError]:
    if settings.signals is None:
        return
    for word, key in settings.signals.words.items():
        if key not in settings.asked:
            place = f"signals.words.{word}"
            yield _error(place, "not_asked", f"字段“{key}”不在此链接中。", f"The link does not take “{key}”.")
    if settings.who != "anyone" or settings.once or settings.quota or settings.pages or settings.edit_days:
        yield _error(
            "signals",
            "no_page",
            "接收事件的链接没有填写页，不能限定填写人、次数、分页或修改。",
            "A link that takes signals has no page: nobody to invite, no quota, no pages, nothing to change later.",
        )


def _thanks(form: Form, settings: LinkSettings) -> Iterator[FieldError]:
    tellable = set(settings.asked) | {field.key for field in form.fields if field.type == "series"}
    texts: list[str | Text | dict[Any, str]] = [settings.thanks.text, settings.thanks.title]
    for key in {key for text in texts for key in places_in(text)} - tellable:
        yield _error(
            "thanks",
            "unknown_place",
            f"致谢语中的“{{{key}}}”不是此链接的填写项或流水号。",
            f"“{{{key}}}” in the text is neither asked for here nor a serial number.",
        )


def places_in(text: Any) -> list[str]:
    """Keys of the fields that a text (in any language) names as `{key}`."""
    texts = [text] if isinstance(text, str) else list((text or {}).values())
    return [found for each in texts for found in _PLACE.findall(each)]


def filled_in(text: str, values: dict[str, str]) -> str:
    """The text with `{key}` replaced; what has no value becomes nothing."""
    return _PLACE.sub(lambda match: values.get(match[1], ""), text)


def written(field: FieldModel, value: Any, language: str) -> str:
    """A value as a person reads it, for a stranger: never the name of a record, a person or a file."""
    if isinstance(field, LinkField | SubformField) or field.type in NEVER_ASKED or value is None:
        return ""
    return type_of(field).format(field, value, language)


def _at(form: Form, path: str) -> FieldModel | None:
    around, _, key = path.rpartition(".")
    owner = form.subform(around) if around else form
    return owner.field(key) if owner is not None else None

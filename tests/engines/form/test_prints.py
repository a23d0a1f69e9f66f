"""Print templates: names as people write them, what is wrong told with its place, barcodes as the standard says."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from engines.form.absence import without
from engines.form.compile import compile_form
from engines.form.definition import DefinitionErrors, Form, load_form
from engines.form.differences import differences
from engines.form.environment import RecordEnv
from engines.form.fields.base import Reading
from engines.form.prints import code128, marks
from engines.form.prints.compile import compile_print
from engines.form.prints.definition import TextBlock
from engines.form.prints.fill import Filler
from engines.form.prints.rich import blocks_of
from engines.form.prints.standard import standard

NOW = dt.datetime(2026, 3, 5, 2, tzinfo=dt.UTC)
AMOUNT = {"key": "amount", "type": "money", "label": "金额"}
FIELDS: list[dict[str, Any]] = [
    {"key": "name", "type": "text", "label": {"zh-CN": "名称", "en": "Name"}},
    {"key": "due", "type": "date", "label": "交期"},
    {
        "key": "lines",
        "type": "subform",
        "label": "明细",
        "fields": [{"key": "amount", "type": "money", "label": "金额"}],
    },
]
VALUES = {"name": "<b>#{}", "due": dt.date(2026, 3, 5), "lines": [{"id": "1", "amount": Decimal("10.5")}]}


class _Bare:
    """Nothing around: no names, no pictures."""

    address = "https://x/1"

    def name(self, _place: Any, _value: Any) -> str | None:
        return None

    def picture(self, _file: Any) -> str | None:
        return None

    def code(self, kind: str, text: str) -> str | None:
        return f"{kind}:{text}"


def _form(**template: Any) -> Form:
    return load_form({"key": "a", "fields": FIELDS, "prints": [{"key": "p", **template}]})


def _filled(form: Form) -> list[Any]:
    compiled = compile_print(form.prints[0] if form.prints else standard(form), form, {"a": form})
    env = RecordEnv(compiled.readers, VALUES, {}, {}, lambda _form, _id: None, NOW, dt.UTC)
    filler = Filler(compiled, _Bare(), Reading(tz=dt.UTC), "zh-CN")
    return filler.nodes(compiled.template.blocks, env)


def _text(html: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "html": html, **more}


def test_places_take_labels_keys_and_formulas_and_values_are_never_read_as_markup() -> None:
    html = "<p>{{名称}}·{{Name}}·{{ SUM(明细.金额) * 2 }}·{{CNYUPPER(SUM(lines.amount))}}·{{页码}}</p>"
    form = _form(
        blocks=[_text(html), _text("<p>no</p>", when="due &gt; TODAY()".replace("&gt;", ">")), {"type": "code"}]
    )
    assert compile_form(form, {}).problems == ()
    rich, code = _filled(form)
    runs = rich["blocks"][0]["runs"]
    assert "".join(run.get("s", "") for run in runs) == "<b>#{}·<b>#{}·21·壹拾元伍角整·" and runs[-1] == {"page": "now"}
    assert code["file"] == "qr:https://x/1"


def test_a_sheet_gets_numbers_and_days_that_one_computes_with_and_text_for_the_rest() -> None:
    marks_of = ("名称", "due", "SUM(lines.amount)", "#lines", "amount", "/lines")
    form = _form(kind="xlsx", file={"name": "a.xlsx", "content": "", "marks": (*marks_of, "qr: name")})
    assert [each.code for each in compile_form(form, {}).problems] == ["print_media"]
    compiled = compile_print(form.prints[0], form, {"a": form})
    env = RecordEnv(compiled.readers, VALUES, {}, {}, lambda _form, _id: None, NOW, dt.UTC)
    filler = Filler(compiled, _Bare(), Reading(tz=dt.UTC), "zh-CN")
    assert filler.typed("名称", env) == {"s": "<b>#{}"} and filler.typed("gone", env) == {"s": ""}
    assert filler.typed("due", env) == {"s": "2026-03-05", "d": "2026-03-05", "is": "date"}
    assert filler.typed("SUM(lines.amount)", env)["n"] == Decimal("10.5")
    (row,) = filler.rows("lines", env)
    assert filler.typed("amount", row, "lines") == {"s": "¥10.50", "n": Decimal("10.5"), "is": "money"}


def test_the_standard_template_has_every_field_and_sums_money() -> None:
    heading, fields, caption, lines = _filled(load_form({"key": "a", "fields": FIELDS}))
    assert heading["blocks"][0]["t"] == "h1" and caption["blocks"][0]["runs"] == [{"s": "明细"}]
    assert [item["label"] for item in fields["items"]] == ["名称", "交期"]
    assert lines["head"] == ["#", "金额"] and [cell[0]["runs"] for cell in lines["foot"]] == [
        [{"s": "合计"}],
        [{"s": "¥10.50"}],
    ]
    # the largest form has it as well; what stands in the layout one by one stands together, and lines have a heading
    many = [{"key": f"f{n}", "type": "text", "default": "x"} for n in range(380)]
    columns = [{"key": f"c{n}", "type": "text"} for n in range(100)]
    sections = [{"section": f"s{n}", "items": [f"f{n}"]} for n in range(90)]
    wide = {"key": "rows", "type": "subform", "label": "行", "fields": columns}
    layout = ["lines", *(f"f{n}" for n in range(90, 380)), *sections]
    form = load_form({"key": "a", "fields": [*FIELDS, *many, wide], "layout": layout})
    blocks = [block.type for block in standard(form).blocks]
    assert compile_print(standard(form), form, {"a": form}).problems == []
    assert blocks == [
        "text",
        "fields",
        "fields",
        "text",
        "lines",
        *(["text", "fields"] * 90),
        "fields",
        "text",
        "lines",
    ]


def test_what_is_wrong_in_a_template_is_told_with_its_place_and_versions_differ_in_words() -> None:
    form = _form(blocks=[_text("<p>{{没有}}</p>"), {"type": "fields", "fields": ["nix"]}, _text("<p>{{#明细}}</p>")])
    problems = compile_form(form, {}).problems
    assert [(each.path[3], each.code) for each in problems] == [
        (0, "unknown_name"),
        (1, "unknown_field"),
        (2, "print_loop"),
    ]
    good = _form(blocks=[_text("<p>{{交期}}</p>")], label="单据")
    gone = without(good, "due")
    assert [each.path[:2] for each in compile_form(gone, {}).problems] == [("prints", 0)]
    [change] = differences(load_form({"key": "a", "fields": FIELDS}), good)
    assert change.details[0]["zh-CN"] == "新增打印模板「单据」"
    with pytest.raises(DefinitionErrors):
        _form(kind="docx", file={"name": "a.docx", "content": "no base64!"})
    with pytest.raises(DefinitionErrors):
        _form(paper={"size": "custom"})
    assert marks.read(" image：photo ").kind == "image" and marks.read("#if a = “b”").text == 'a = "b"'


def test_formatted_words_become_blocks_and_scripts_do_not() -> None:
    form = _form(
        blocks=[_text("<script>x</script><ul><li>a<br>b</li><li><b>c</b></li></ul><blockquote>q</blockquote>")]
    )
    block = form.prints[0].blocks[0]
    assert isinstance(block, TextBlock)
    blocks = blocks_of(str(block.html), lambda text: [{"s": text}])
    assert [each["t"] for each in blocks] == ["ul", "quote"]
    assert blocks[0]["items"][1][0]["runs"] == [{"s": "c", "b": True}]


def test_code_128_as_the_standard_writes_it() -> None:
    assert all(sum(map(int, widths)) == 11 for widths in code128.PATTERNS[:-1]) and len(set(code128.PATTERNS)) == 107
    # ISO/IEC 15417: start B, data, checksum modulo 103, stop; digits in pairs
    assert code128.values("PJJ123C") == [104, 48, 42, 42, 17, 18, 19, 35, 55, 106]
    assert code128.values("123456") == [105, 12, 34, 56, 44, 106]
    assert code128.values("订单") is None and code128.values("") is None


def test_rows_inside_rows_are_printed_in_their_row_and_all_together() -> None:
    """Loops of an uploaded file stand in each other; a name of the row around is known inside."""
    packages = {"key": "packages", "type": "subform", "label": "包裹", "fields": [{"key": "kg", "type": "number"}]}
    lines = {"key": "lines", "type": "subform", "label": "发货", "fields": [AMOUNT, packages]}
    marks_ = ["#发货", "金额", "#包裹", "kg", "金额", "名称", "/包裹", "/发货"]
    file = {"name": "a.docx", "content": "", "marks": marks_}
    blocks = [
        {"type": "lines", "subform": "lines", "columns": [{"field": "packages"}], "numbered": False},
        {"type": "lines", "subform": "lines.packages", "columns": [{"field": "kg"}], "totals": ["kg"]},
    ]
    templates = [{"key": "p", "blocks": blocks}, {"key": "w", "kind": "docx", "file": file}]
    form = load_form({"key": "a", "fields": [FIELDS[0], lines], "prints": templates})
    inner = [{"id": "2", "kg": Decimal(3)}, {"id": "3", "kg": Decimal(4)}]
    values = {"name": "n", "lines": [{"id": "1", "amount": Decimal(10), "packages": inner}]}
    page, word = (compile_print(each, form, {"a": form}) for each in form.prints)
    assert not page.problems and not word.problems and word.reads == {"lines", "name"}
    env = RecordEnv(page.readers, values, {}, {}, lambda _form, _id: None, NOW, dt.UTC)
    own, flat = Filler(page, _Bare(), Reading(tz=dt.UTC), "zh-CN").nodes(page.template.blocks, env)
    assert [block["runs"] for block in own["rows"][0][0]] == [[{"s": "kg 3"}], [{"s": "kg 4"}]]
    assert len(flat["rows"]) == 2 and flat["foot"][1][0]["runs"] == [{"s": "7"}]
    filler = Filler(word, _Bare(), Reading(tz=dt.UTC), "zh-CN")
    [row] = filler.rows("lines", env)
    inside = list(filler.rows("lines.packages", row))
    assert [filler.value("kg", each, "lines.packages") for each in inside] == ["3", "4"]
    assert filler.value("金额", inside[0], "lines.packages") == filler.value("金额", row, "lines") != ""
    assert (
        filler.value("名称", inside[0], "lines.packages") == "n" and len(list(filler.rows("lines.packages", env))) == 2
    )

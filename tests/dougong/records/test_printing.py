"""Records on paper: templates in the definition, PDF and Word out of them, always under the reader's rights."""

import base64
import io
import re
import zipfile
from typing import Any

import pytest
from pypdf import PdfReader

from dougong.kit.db import Database
from dougong.worker import Worker
from tests.dougong.jobs import finished
from tests.dougong.people import Someone
from tests.dougong.records.conftest import CUSTOMER, ORDER, Shop
from tests.dougong.statements import sent

TEXT = (
    "<h1>报价单 {{单号}}</h1><p>{{customer.name}}：合计 <b>{{CNYUPPER(合计)}}</b>，备注[{{customer.secret}}]"
    "[{{IF(customer.secret = '低价', '泄露', '无')}}]</p>"
)
COLUMNS = [{"field": "product"}, {"field": "amount"}]
BARCODE = {"type": "code", "kind": "code128", "value": "no"}
SLIP: dict[str, Any] = {
    "key": "slip",
    "label": "报价单",
    "file_name": "{{单号}} 报价",
    "footer": "<p>第 {{页码}} 页</p>",
    "blocks": [
        {"type": "text", "html": TEXT},
        {"type": "fields", "fields": ["customer", "status", "due"], "columns": 2},
        {"type": "lines", "subform": "lines", "columns": COLUMNS, "totals": ["amount"]},
        {"type": "text", "html": "<p>加急</p>", "when": "status = 'lost'"},
        {"type": "row", "cells": [{"blocks": [{"type": "code"}]}, {"blocks": [BARCODE]}]},
        {"type": "sign", "names": ["甲方", "乙方"]},
    ],
}
LABELS: dict[str, Any] = {
    "key": "labels",
    "kind": "labels",
    "label": "标签",
    "sheet": {"columns": 3, "rows": 8, "width": 70, "height": 37},
    "blocks": [{"type": "text", "html": "<p>{{no}} {{页码}}/{{页数}}</p>"}, {"type": "code", "size": 20}],
}
CLERK = {"to": ["role:sales"], "ops": ["read"], "rows": "all"}


def _docx(body: str, extra: dict[str, str] | None = None) -> bytes:
    """A small Word file."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>",
        **(extra or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _p(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def _row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{_p(cell)}</w:tc>" for cell in cells) + "</w:tr>"


WORD = (
    _p("合同 {{单", "号}}：{{customer.name}}")
    + "<w:tbl>"
    + _row("{{#明细}}{{产品}}", "{{数量}} × {{金额}}{{/明细}}")
    + _row("合计", "{{CNYUPPER(合计)}}")
    + "</w:tbl>"
    + _p("{{#if status = ‘lost’}}")
    + _p("已丢单")
    + _p("{{/if}}")
    + _p("备注[{{customer.secret}}]{{qr: no}}")
)


def _words(path: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(path)).pages)


def _upload(shop: Shop, name: str, content: bytes) -> Any:
    file = shop.builder.browser.post("/api/v1/files", files={"file": (name, content)}).json()["id"]
    return shop.builder.browser.post(f"/api/v1/apps/{shop.key}/forms/order/prints:read", json={"file": file})


@pytest.fixture
def order(shop: Shop) -> dict[str, Any]:
    customer = shop.add("customer", {"name": "华兴", "secret": "低价"})
    lines = [{"product": "轴承", "quantity": 2, "price": 50}, {"product": "齿轮", "quantity": 1, "price": 20.5}]
    return shop.add("order", {"customer": customer["id"], "status": "open", "lines": lines})


def _clerk(shop: Shop) -> Someone:
    """Sees everything but the customers' notes."""
    grants = [
        {**CLERK, "id": "o", "form": "order", "read": ["*"]},
        {**CLERK, "id": "c", "form": "customer", "read": ["name"]},
    ]
    return shop.seller("文员", grants)


def test_a_record_is_printed_with_a_template_and_a_hidden_field_stays_blank(shop: Shop, order: dict[str, Any]) -> None:
    shop.publish("customer", CUSTOMER)
    shop.publish("order", {**ORDER, "prints": [SLIP, LABELS, {**SLIP, "key": "inner", "roles": ["boss"]}]})
    clerk = _clerk(shop)
    url = f"{shop.records('order')}:print"
    root = shop.builder.browser
    mine = root.post(url, json={"ids": [order["id"]], "template": "slip"})
    assert mine.status_code == 200, mine.text
    assert mine.headers["content-type"] == "application/pdf" and "SO00001" in mine.headers["content-disposition"]
    words = _words(mine.content)
    assert "报价单 SO00001" in words and "壹佰贰拾元伍角整" in words and "[低价][泄露]" in words
    assert "轴承" in words and "120.50" in words and "加急" not in words and "第 1 页" in words
    theirs = _words(clerk.browser.post(url, json={"ids": [order["id"]], "template": "slip"}).content)
    assert "华兴" in theirs and "[][无]" in theirs
    offered = clerk.browser.get(f"/api/v1/apps/{shop.key}/forms/order/prints").json()["items"]
    assert [(each["key"], each["labels"]) for each in offered] == [("slip", None), ("labels", 24), ("standard", None)]
    assert clerk.browser.post(url, json={"ids": [order["id"]], "template": "inner"}).status_code == 404
    assert "prints" not in clerk.browser.get(f"/api/v1/apps/{shop.key}/forms/order").text
    # the standard one needs no template; labels begin where the sheet is still whole
    assert "轴承" in _words(clerk.browser.post(url, json={"ids": [order["id"]]}).content)
    labels = root.post(url, json={"ids": [order["id"]], "template": "labels", "start": 23, "copies": 2})
    assert [page.extract_text().strip() for page in PdfReader(io.BytesIO(labels.content)).pages] == [
        "SO00001 1/2",
        "SO00001 2/2",
    ]
    heap = {"ids": [order["id"]] * 60, "template": "labels", "copies": 100}
    assert root.post(url, json=heap).json()["code"] == "too_many_copies"
    hidden = shop.company.hire("路人").browser.post(url, json={"ids": [order["id"]], "template": "slip"})
    assert hidden.status_code in (403, 404)
    preview = f"/api/v1/apps/{shop.key}/forms/order/prints:preview"
    wrong = {**SLIP, "blocks": [{"type": "text", "html": "<p>{{没有这个}}</p>"}]}
    shown = root.post(preview, json={"template": wrong}).json()
    assert base64.b64decode(shown["pages"][0]).startswith(b"\x89PNG") and shown["problems"][0]["path"][0] == "blocks"
    assert clerk.browser.post(preview, json={"template": SLIP}).status_code in (403, 404)


def test_many_records_are_one_file_made_by_a_job(shop: Shop, order: dict[str, Any], worker: Worker) -> None:
    ids = [shop.add("order", {"customer": order["customer"]})["id"] for _ in range(21)]
    root = shop.builder.browser
    job = root.post(f"{shop.records('order')}:print", json={"ids": ids})
    assert job.status_code == 202
    done = finished(root, job.json()["id"])
    assert done["records"] == 21
    content = root.get(f"/api/v1/files/{done['file']['id']}").content
    pages = PdfReader(io.BytesIO(content)).pages
    assert [re.findall(r"SO\d+", page.extract_text())[0] for page in pages] == [f"SO{n:05}" for n in range(2, 23)]


def test_a_word_template_is_filled_and_one_with_a_sting_refused(shop: Shop, order: dict[str, Any]) -> None:
    read = _upload(shop, "合同.docx", _docx(WORD))
    assert read.status_code == 200, read.text
    file = {name: read.json()[name] for name in ("name", "content", "marks")}
    assert file["marks"][:3] == ["单号", "customer.name", "#明细"]
    shop.publish("order", {**ORDER, "prints": [{"key": "contract", "kind": "docx", "label": "合同", "file": file}]})
    clerk = _clerk(shop)
    url = f"{shop.records('order')}:print"
    made = clerk.browser.post(url, json={"ids": [order["id"]], "template": "contract"})
    assert made.status_code == 200, made.text
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        document = archive.read("word/document.xml").decode()
        assert any(name.startswith("word/media/code") for name in archive.namelist())
    rows = ["".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", row)) for row in re.findall(r"<w:tr>.*?</w:tr>", document)]
    assert rows == ["轴承2 × ¥100.00", "齿轮1 × ¥20.50", "合计壹佰贰拾元伍角整"], rows
    words = "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", document))
    assert words.startswith("合同 SO00001：华兴") and words.endswith("备注[]") and "丢单" not in words
    two = clerk.browser.post(url, json={"ids": [order["id"], order["id"]], "template": "contract"})
    with zipfile.ZipFile(io.BytesIO(two.content)) as archive:
        assert len(archive.namelist()) == 2
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
    outside = (
        f'{rels}Type="http://x/attachedTemplate" TargetMode="External" Target="http://evil/x.dotm"/></Relationships>'
    )
    for extra in (
        {"word/vbaProject.bin": "x"},
        {"word/_rels/document.xml.rels": outside},
        {"word/header1.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'},
    ):
        assert _upload(shop, "a.docx", _docx(WORD, extra)).json()["code"] == "bad_template", extra
    assert _upload(shop, "a.docx", b"PK\x03\x04 broken").status_code == 422
    unclosed = _upload(shop, "a.docx", _docx(_p("{{#明细}}{{产品}}"))).json()
    assert unclosed["code"] == "bad_template"


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_large_form_is_printed_whole_and_names_are_looked_up_together(shop: Shop, database: Database) -> None:
    texts = [{"key": f"{'long_' * 9}{n}", "type": "text", "label": f"字段{n}"} for n in range(100, 270)]
    columns = [{"key": "buyer", "type": "link", "form": "customer"}, {"key": "clerk", "type": "member"}]
    lines = {"key": "lines", "type": "subform", "label": "明细", "fields": columns}
    root = shop.builder.browser
    assert root.post(f"/api/v1/apps/{shop.key}/forms", json={"label": "大表", "key": "large"}).status_code == 201
    shop.publish("large", {"label": "大表", "fields": [*texts, lines]})
    people = [shop.builder.id, *(shop.company.hire(name).id for name in ("甲", "乙"))]
    buyers = [shop.add("customer", {"name": f"客户{n}"})["id"] for n in range(3)]
    rows = [{"buyer": buyer, "clerk": person} for buyer, person in zip(buyers, people, strict=True)]
    url = f"{shop.records('large')}:print"

    def printed(number: int) -> tuple[str, int]:
        record = shop.add("large", {texts[-1]["key"]: "最后", "lines": rows[:number]})
        with sent(database) as statements:
            made = root.post(url, json={"ids": [record["id"]]})
        assert made.status_code == 200, made.text
        return _words(made.content), len(statements)

    printed(1)
    (_, few), (words, many) = printed(1), printed(3)
    missing = [each for each in ("最后", "明细", "客户0", "客户2", "乙") if each not in words.replace(" ", "")]
    assert (missing, many) == ([], few), words

"""What a form's records are compared by: fields with their kinds, and how much each says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engines.form.definition import Form
from engines.form.fields.base import FieldModel
from engines.form.labels import Label, label_text
from engines.form.likeness.names import Kind

COMPARABLE = ("text", "phone", "email", "barcode", "url")
"""Types of fields that can be compared."""
_WEIGHTS: Mapping[Kind, float] = {
    "code": 0.97,
    "email": 0.9,
    "phone": 0.85,
    "company": 0.85,
    "text": 0.6,
    "person": 0.6,
}
_COMPANY = re.compile(
    r"客户|公司|企业|单位|供应商|商家|机构|厂商|代理商|company|customer|account|supplier|vendor|organi[sz]ation", re.I
)
_PERSON = re.compile(r"姓名|联系人|员工|会员|线索|候选人|患者|学生|contact|person|lead|member|employee|full name", re.I)
_CODE = re.compile(
    r"信用代码|税号|纳税人|注册号|证件|身份证|护照|许可证|编码|条码|"
    r"credit code|tax|vat\b|registration|passport|sku|isbn",
    re.I,
)


@dataclass(frozen=True, slots=True)
class MatchKey:
    """One field and how its values are read."""

    field: str
    kind: Kind

    @property
    def weight(self) -> float:
        """How sure equal values alone make it (0–1)."""
        return _WEIGHTS[self.kind]


def suggested_keys(form: Form) -> tuple[MatchKey, ...]:
    """What would be compared unless somebody chooses: telephones, addresses of mail, codes, and the name."""
    title = form.title_field()
    found = []
    for field in form.fields:
        kind = kind_of(form, field, is_title=title is not None and field.key == title.key)
        if kind is not None:
            found.append(MatchKey(field.key, kind))
    return tuple(found[:8])


def kind_of(form: Form, field: FieldModel, *, is_title: bool) -> Kind | None:
    """How a field would be compared; None: not unless somebody asks for it."""
    if field.type == "phone":
        return "phone"
    if field.type == "email":
        return "email"
    if field.type not in ("text", "barcode"):
        return None
    called = _called(field.label, field.key)
    if _CODE.search(called) or field.type == "barcode":
        return "code"
    for text in (called, _called(form.label, form.key)) if is_title else (called,):
        if _PERSON.search(text):
            return "person"
        if _COMPANY.search(text):
            return "company"
    return "text" if is_title else None


def _called(label: Label, key: str) -> str:
    both = [label_text(label, language) for language in ("zh-CN", "en")]
    return " ".join((*dict.fromkeys(filter(None, both)), key.replace("_", " ")))

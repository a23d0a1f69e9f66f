"""Types of questions as types of fields."""

from collections.abc import Mapping, Sequence
from typing import Any

from engines.form.labels import Sentence, sentence
from engines.form.xlsform.sheet import Line

_BY_ITSELF = sentence("不需要：每条数据都记录了谁在何时填写。", "Not needed: every record knows who made it and when.")
_DEVICE = sentence("设备信息没有带过来。", "What is known of the device is not carried over.")
METADATA: Mapping[str, Sentence] = {
    **dict.fromkeys(("start", "end", "today", "username"), _BY_ITSELF),
    **dict.fromkeys(("deviceid", "phonenumber", "subscriberid", "simserial", "email", "audit"), _DEVICE),
}
LEFT_TYPES: Mapping[str, Sentence] = {
    **dict.fromkeys(
        ("geotrace", "geoshape"), sentence("路线和区域没有带过来。", "Lines and areas on a map are not carried over.")
    ),
    "csv-external": sentence("外部数据没有带过来。", "External data is not carried over."),
    "xml-external": sentence("外部数据没有带过来。", "External data is not carried over."),
}
_PLAIN: Mapping[str, dict[str, Any]] = {
    "integer": {"type": "number", "decimals": 0},
    "int": {"type": "number", "decimals": 0},
    "decimal": {"type": "number", "decimals": 6},
    "date": {"type": "date"},
    "time": {"type": "time"},
    "datetime": {"type": "datetime"},
    "geopoint": {"type": "location"},
    "audio": {"type": "attachment"},
    "video": {"type": "attachment"},
    "file": {"type": "attachment"},
    "barcode": {"type": "barcode"},
    "calculate": {"type": "formula"},
    "acknowledge": {"type": "boolean"},
    "trigger": {"type": "boolean"},
    "hidden": {"type": "text", "hidden": True},
}
_CHOICES = {"select_one": "select", "select_multiple": "multi_select", "rank": "ranking"}


class NoType(ValueError):
    """No field of ours is like it; `told`: the sentence for it."""

    def __init__(self, told: Sentence) -> None:
        self.told = told
        super().__init__(told["en"])


def field_of(line: Line, choices: Mapping[str, Sequence[dict[str, Any]]]) -> dict[str, Any]:
    """Type and settings of a question's field; raises `NoType`."""
    kind, _, rest = line.text("type").partition(" ")
    appearance = line.text("appearance")
    if kind in ("text", "string"):
        return {"type": "long_text" if "multiline" in appearance else "text"}
    if kind in _CHOICES:
        listed = rest.split(" ")[0]
        if not choices.get(listed):
            told = f"没有选项列表“{listed}”。", f"There is no list of choices “{listed}”."
            raise NoType(sentence(*told))
        return {"type": _CHOICES[kind], "options": list(choices[listed])}
    if kind in ("image", "photo"):
        return {"type": "signature" if "signature" in appearance or "draw" in appearance else "image"}
    if kind == "range":
        return {"type": "slider", **_ends(line.text("parameters"))}
    plain = _PLAIN.get(kind.lower())
    if plain is None:
        raise NoType(sentence(f"没有对应的字段类型：{kind[:60]}", f"There is no such type of field: {kind[:60]}"))
    return dict(plain)


def _ends(parameters: str) -> dict[str, Any]:
    """`start=1 end=10 step=1` of a range."""
    found: dict[str, Any] = {"min": 0, "max": 10, "step": 1}
    names = {"start": "min", "end": "max", "step": "step"}
    for part in parameters.replace(";", " ").replace(",", " ").split():
        name, _, number = part.partition("=")
        try:
            found[names[name.strip()]] = float(number) if "." in number else int(number)
        except (KeyError, ValueError):
            continue  # a parameter that is not about its ends
    decimals = max(len(str(each).partition(".")[2]) if isinstance(each, float) else 0 for each in found.values())
    return {**found, "decimals": min(decimals, 6)}

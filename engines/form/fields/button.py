"""A button: a field that holds no value. Pressing it does one thing with the record at hand.

It is written as a field so that it stands where fields stand (layout, rules, columns, grants) and goes where the
form goes (versions, packages). Nothing stores, filters, sorts, imports or exports it. What it does is compiled in
`engines/form/buttons.py`; what pressing needs is decided by the platform.
"""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from engines.form.fields.base import FieldModel, FieldType, Reading
from engines.form.labels import Label, sentence
from engines.form.problems import ValueProblem
from engines.form.rules import FormulaText, Key, Tone
from engines.form.storage import Storage
from engines.formula.types import TEXT, Type

FlowKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Parameter = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.~\[\]-]{1,60}$")]


class _Action(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StartFlow(_Action):
    """Starts a flow of the app whose trigger is `button`, on this record."""

    do: Literal["flow"]
    flow: FlowKey


class SetFields(_Action):
    """Gives own fields the values of formulas, all in one save."""

    do: Literal["set"]
    set: dict[Key, FormulaText] = Field(min_length=1, max_length=50)


class OpenAddress(_Action):
    """Opens an address (https only): that of `url`, a formula; each of `query` is added to it, encoded."""

    do: Literal["open"]
    url: FormulaText
    query: dict[Parameter, FormulaText] = Field(default_factory=dict, max_length=20)


class PrintRecord(_Action):
    """Prints the record with a template of the form, or with the standard one (`standard`)."""

    do: Literal["print"]
    template: Key


class AddRecord(_Action):
    """Opens a new record of `form` with `values` filled in: its field → a formula over this record."""

    do: Literal["create"]
    form: Key
    values: dict[Key, FormulaText] = Field(default_factory=dict, max_length=50)


Action: TypeAlias = Annotated[StartFlow | SetFields | OpenAddress | PrintRecord | AddRecord, Field(discriminator="do")]


class ButtonField(FieldModel):
    """按钮 / Button. While `when` (if given) isn't true it can't be pressed: it is grey and tells `reason`
    (`otherwise: disable`), or isn't there (`hide`). `confirm`: what is asked before."""

    type: Literal["button"]
    action: Action
    icon: Annotated[str, Field(max_length=64)] | None = None
    color: Tone | None = None
    when: FormulaText | None = None
    otherwise: Literal["disable", "hide"] = "disable"
    reason: Label | None = None
    confirm: Label | None = None


class ButtonType(FieldType[ButtonField]):
    """Behaviour of `button`: it holds nothing, so nothing can be read into it."""

    key = "button"
    model = ButtonField
    label = sentence("按钮", "Button")
    icon = "mouse-pointer-click"
    group = "advanced"
    widget = "button"
    computed = True
    holds = False
    sortable = False

    def storage(self, field: ButtonField) -> Storage:
        return None

    def formula_type(self, field: ButtonField) -> Type:
        return TEXT  # no name of a formula leads here

    def schema(self, field: ButtonField) -> dict[str, Any]:
        return {"not": {}, "readOnly": True}

    def read(self, field: ButtonField, raw: Any) -> Any:
        raise holds_nothing()

    def guess(self, field: ButtonField, raw: Any, locale: str, reading: Reading) -> Any:
        raise holds_nothing()

    def example(self, field: ButtonField) -> Any:
        return None


def holds_nothing() -> ValueProblem:
    """What is said to a value for a button."""
    return ValueProblem("holds_nothing", "是按钮，不保存值", "is a button and holds no value")

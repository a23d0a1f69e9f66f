"""A number chosen by moving a knob between two ends."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from engines.form.fields._decimals import DecimalField, DecimalType, digits, in_range
from engines.form.fields.base import PLAIN, Number, Reading, ValueProblem, number_to_json
from engines.form.labels import Label, Sentence, label_text, sentence

_MOST_STEPS = 10_000


class SliderField(DecimalField):
    """滑块 / Slider. Values are `min`, `min + step`, … up to `max`."""

    type: Literal["slider"]
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    min: Number = Decimal(0)
    max: Number = Decimal(100)
    step: Annotated[Number, Field(gt=0)] = Decimal(1)
    unit: Label | None = None


class SliderType(DecimalType[SliderField]):
    """Behaviour of `slider`. The API takes only its steps; a cell or a formula is moved to the nearest one."""

    key = "slider"
    model = SliderField
    label = sentence("滑块", "Slider")
    icon = "sliders-horizontal"
    group = "number"
    widget = "slider"

    def units(self, field: SliderField) -> tuple[str, ...]:
        return (label_text(field.unit, "zh-CN"), label_text(field.unit, "en"))

    def rounded(self, field: SliderField, value: Decimal) -> Decimal:
        """The nearest step; what lies outside stays there, to be refused."""
        if not field.min <= value <= field.max:
            return value
        steps = ((value - field.min) / field.step + Decimal("0.5")) // 1
        near = field.min + steps * field.step
        return near if near <= field.max else near - field.step

    def guess(self, field: SliderField, raw: Any, locale: str, reading: Reading) -> Decimal:
        return in_range(self, field, super().guess(field, raw, locale, reading))

    def coerce(self, field: SliderField, value: Any, reading: Reading = PLAIN) -> Decimal:
        return in_range(self, field, super().coerce(field, value, reading))

    def check(self, field: SliderField, value: Decimal, old: Any = None) -> list[ValueProblem]:
        outside = super().check(field, value, old)
        if outside or (value - field.min) % field.step == 0:
            return outside
        step = str(number_to_json(field.step))
        return [ValueProblem("step", f"每级为 {step}", f"must be a multiple of {step}", {"step": step})]

    def format(self, field: SliderField, value: Decimal | None, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        if value is None:
            return ""
        unit = label_text(field.unit, locale)
        text = digits(value, field.decimals, thousands=False)
        return f"{text} {unit}" if unit else text

    def problems(self, field: SliderField) -> list[tuple[str, Sentence]]:
        if field.max <= field.min:
            return [("max", sentence("最大值必须大于最小值。", "max must be above min."))]
        if (field.max - field.min) / field.step > _MOST_STEPS:
            return [("step", sentence("级数过多。", "There are too many steps."))]
        return []

    def example(self, field: SliderField) -> Decimal:
        return self.rounded(field, (field.min + field.max) / 2)

"""A telephone number, kept in E.164 form (+8613800138000)."""

from typing import Annotated, Literal

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType
from pydantic import Field

from engines.form.fields._texts import TextLike, line
from engines.form.fields.base import PLAIN, FieldModel, Reading, ValueProblem
from engines.form.labels import Sentence, sentence
from engines.form.text import halfwidth

_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


class PhoneField(FieldModel):
    """手机号 / Phone."""

    type: Literal["phone"]
    region: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "CN"  # of numbers written without +
    mobile_only: bool = False


class PhoneType(TextLike[PhoneField]):
    """Behaviour of `phone` (Google's libphonenumber): the number must exist in its country's plan."""

    key = "phone"
    model = PhoneField
    label = sentence("手机号", "Phone")
    icon = "phone"
    group = "text"
    widget = "phone"
    limit = 24

    def accept(self, field: PhoneField, text: str) -> str | None:
        written = line(halfwidth(text))
        if written is None:
            return None
        if len(written) > 40 or ";" in written:
            raise _invalid(field)
        try:
            number = phonenumbers.parse(written, field.region)
        except NumberParseException:
            raise _invalid(field) from None
        if not phonenumbers.is_valid_number(number):
            raise _invalid(field)
        if field.mobile_only and phonenumbers.number_type(number) not in _MOBILE:
            raise _invalid(field)
        canonical = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        return f"{canonical};ext={number.extension}" if number.extension else canonical

    def read(self, field: PhoneField, raw: object) -> str | None:
        if isinstance(raw, str) and raw.startswith("+") and ";ext=" in raw:  # our own stored form
            raw = raw.replace(";ext=", " ext. ")
        return super().read(field, raw)

    def coerce(self, field: PhoneField, value: object, reading: Reading = PLAIN) -> str | None:
        return self.read(field, value) if isinstance(value, str) else super().coerce(field, value, reading)

    def format(self, field: PhoneField, value: str | None, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        if value is None:
            return ""
        base, _, extension = value.partition(";ext=")
        number = phonenumbers.parse(base, None)
        home = phonenumbers.region_code_for_number(number) == field.region
        style = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
        text = phonenumbers.format_number(number, style)
        return f"{text} ext. {extension}" if extension else text

    def search_text(self, field: PhoneField, value: str | None, reading: Reading = PLAIN) -> str:
        """Both `+8613800138000` and `13800138000` are found."""
        if value is None:
            return ""
        national = phonenumbers.parse(value.partition(";")[0], None).national_number
        return f"{value} {national}"

    def problems(self, field: PhoneField) -> list[tuple[str, Sentence]]:
        if field.region in phonenumbers.SUPPORTED_REGIONS:
            return []
        return [("region", {"zh-CN": f"不认识的地区代码 {field.region}。", "en": f"Unknown region {field.region}."})]

    def example(self, field: PhoneField) -> str | None:
        kind = PhoneNumberType.MOBILE
        number = phonenumbers.example_number_for_type(field.region, kind)
        return None if number is None else phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _invalid(field: PhoneField) -> ValueProblem:
    if field.mobile_only:
        return ValueProblem("phone_invalid", "请输入有效的手机号码", "please enter a valid mobile number")
    return ValueProblem("phone_invalid", "请输入有效的电话号码", "please enter a valid phone number")

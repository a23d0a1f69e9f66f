"""An e-mail address."""

from typing import Literal

from email_validator import EmailNotValidError, validate_email

from engines.form.fields._texts import TextLike, line
from engines.form.fields.base import FieldModel, ValueProblem
from engines.form.labels import sentence
from engines.form.text import halfwidth


class EmailField(FieldModel):
    """邮箱 / E-mail."""

    type: Literal["email"]


class EmailType(TextLike[EmailField]):
    """Behaviour of `email`: the form of the address is verified, no DNS is asked; the domain is kept
    in lower case, as mail servers compare it."""

    key = "email"
    model = EmailField
    label = sentence("邮箱", "E-mail")
    icon = "mail"
    group = "text"
    widget = "email"
    limit = 254

    def schema(self, field: EmailField) -> dict[str, object]:
        return {"type": "string", "format": "email", "maxLength": self.limit}

    def accept(self, field: EmailField, text: str) -> str | None:
        address = line(halfwidth(text))
        if address is None:
            return None
        try:
            return validate_email(address, check_deliverability=False).normalized
        except EmailNotValidError:
            raise ValueProblem("email_invalid", "请输入有效的邮箱地址", "please enter a valid e-mail address") from None

    def example(self, field: EmailField) -> str:
        return "name@example.com"

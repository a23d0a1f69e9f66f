"""What buttons do, ready to run: each formula typed, each name checked.

Formulas of a button belong to its designer, like those of rules: they read the record whole, whoever presses. They
know the record as it is stored (no `old`). Whether a flow exists is asked where flows are known.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from engines.calendar import WorkCalendar
from engines.form.definition import Form
from engines.form.fields import FieldModel, RowsField, type_of
from engines.form.fields._files import FileField
from engines.form.fields.button import AddRecord, ButtonField, OpenAddress, PrintRecord, SetFields
from engines.form.fields.encrypted import EncryptedField
from engines.form.labels import sentence
from engines.form.lint import no_field
from engines.form.prints.standard import KEY as STANDARD
from engines.form.problems import Path, Problem
from engines.form.programs import Program, compile_program
from engines.form.scope import FormScope, scope_for
from engines.formula.types import BOOLEAN, TEXT, Type

MAX_ADDRESS = 4_000
_SAFE = "!$%&'()*+,/:;=?@[]~"
"""Signs of an address that stay as they are; what is encoded already is not encoded twice."""


@dataclass(frozen=True)
class CompiledButton:
    """`when`: it may be pressed while this is true; `url` and `query` of an address; `values`: by the key of the field
    that takes them, of this form (`set`) or of the one that is opened (`create`)."""

    own: ButtonField
    when: Program | None = None
    url: Program | None = None
    query: Mapping[str, Program] = field(default_factory=dict)
    values: Mapping[str, Program] = field(default_factory=dict)

    def programs(self) -> Iterator[Program]:
        """All of them."""
        yield from (each for each in (self.when, self.url) if each is not None)
        yield from self.query.values()
        yield from self.values.values()


def compile_buttons(
    form: Form, forms: Mapping[str, Form], problems: list[Problem], calendar: WorkCalendar | None
) -> dict[str, CompiledButton]:
    """The buttons of a form by key; what is wrong with them is added to `problems`."""
    scope = scope_for(form, forms, "filter")
    return {
        own.key: _Compiler(own, ("fields", index), form, forms, scope, problems, calendar).compile()
        for index, own in enumerate(form.fields)
        if isinstance(own, ButtonField)
    }


@dataclass
class _Compiler:
    own: ButtonField
    path: Path
    form: Form
    forms: Mapping[str, Form]
    scope: FormScope
    problems: list[Problem]
    calendar: WorkCalendar | None

    def compile(self) -> CompiledButton:
        own, action = self.own, self.own.action
        when = None if own.when is None else self._program(own.when, "when", expect=BOOLEAN)
        match action:
            case OpenAddress():
                url = self._program(action.url, "action", "url", expect=TEXT)
                query = {key: self._program(text, "action", "query", key) for key, text in action.query.items()}
                return CompiledButton(own, when, url, {key: each for key, each in query.items() if each is not None})
            case SetFields():
                return CompiledButton(own, when, values=self._values(action.set, self.form, ("action", "set")))
            case AddRecord():
                return CompiledButton(own, when, values=self._new(action))
            case PrintRecord() if action.template not in (STANDARD, *(each.key for each in self.form.prints)):
                self._wrong(
                    ("action", "template"),
                    "unknown_print",
                    f"没有打印模板“{action.template}”。",
                    f"There is no print template “{action.template}”.",
                )
        return CompiledButton(own, when)

    def _new(self, action: AddRecord) -> dict[str, Program]:
        target = self.forms.get(action.form)
        if target is None:
            zh, en = f"没有表单“{action.form}”。", f"There is no form “{action.form}”."
            self._wrong(("action", "form"), "unknown_form", zh, en)
            return {}
        return self._values(action.values, target, ("action", "values"))

    def _values(self, texts: Mapping[str, str], target: Form, place: tuple[str, ...]) -> dict[str, Program]:
        found: dict[str, Program] = {}
        for key, text in texts.items():
            own = target.field(key)
            if own is None:
                self.problems.append(no_field((*self.path, *place, key), key, target.by_key))
            elif not settable(own):
                zh, en = "按钮不能给这种字段赋值。", "A button can't set such a field."
                self._wrong((*place, key), "not_settable", zh, en)
            else:
                kind = type_of(own).formula_type(own)
                program = self._program(text, *place, key, expect=None if kind.is_list else kind)
                if program is not None:
                    found[key] = program
        return found

    def _program(self, text: str, *place: str, expect: Type | None = None) -> Program | None:
        return compile_program(
            text, self.scope, (*self.path, *place), self.problems, expect=expect, calendar=self.calendar
        )

    def _wrong(self, place: tuple[str, ...], code: str, zh: str, en: str) -> None:
        self.problems.append(Problem((*self.path, *place), code, sentence(zh, en)))


def settable(own: FieldModel) -> bool:
    """Whether a button may give the field a value: what a person types into one control, and not in secret."""
    return not (type_of(own).computed or isinstance(own, (RowsField, FileField, EncryptedField)))


def https_address(text: str, query: Mapping[str, str]) -> str | None:
    """The address that may be opened, `query` added; None for anything but https with a host and without a password.
    Blanks, quotes and letters beyond ASCII are encoded."""
    if not text or any(ord(char) < 32 or char == "\\" for char in text):
        return None
    try:
        parts = urlsplit(text.strip())
        host = parts.hostname
        fine = parts.scheme == "https" and bool(host) and parts.username is None and (parts.port or 1) > 0
        name = (host or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError):  # a broken port, an IPv6 host without end, a host that is no name
        return None
    if not fine:
        return None
    netloc = f"[{name}]" if ":" in name else name
    netloc = netloc if parts.port is None else f"{netloc}:{parts.port}"
    asked = "&".join(each for each in (quote(parts.query, safe=_SAFE), urlencode(query)) if each)
    path, fragment = quote(parts.path, safe=_SAFE), quote(parts.fragment, safe=_SAFE)
    address = urlunsplit(("https", netloc, path, asked, fragment))
    return address if len(address) <= MAX_ADDRESS else None

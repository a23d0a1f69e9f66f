"""The sheets of an XLSForm as a definition of ours, and what of it could not be carried over.

Questions become fields, groups sections, repeats line items, notes texts of the layout; relevant, required, constraint,
read_only, default and calculation become rules, checks, defaults and formulas. What is left behind is named row by
row, so that a person can agree to it; a rule that our compiler refuses is left behind as well, never half kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engines.form.keys import make_key
from engines.form.labels import Sentence, sentence
from engines.form.xlsform.choices import choices_by_list
from engines.form.xlsform.expressions import Names, NotTranslatable, translate
from engines.form.xlsform.prune import pruned
from engines.form.xlsform.sheet import MOST_TEXT, Line, labelled, lines_of, says_yes, too_long, unread
from engines.form.xlsform.types import LEFT_TYPES, METADATA, NoType, field_of

Rows = Sequence[Sequence[Any]]
JSON = dict[str, Any]
_MOST = 2_000
"""Lines of a survey, and options of a field."""
_LONGEST_NOTE = 4_000
_NOT_VALID = sentence("填写的内容不符合要求。", "This is not a valid answer.")
_NESTED = sentence(
    "第三层的重复组没有带过来，其中的问题放在第二层的明细中。",
    "A third level of repeats is not carried over: its questions stand in the second one.",
)
_LONG = sentence(
    f"文字过长，只保留了前 {MOST_TEXT} 个字。", f"The text is too long: its first {MOST_TEXT} characters are kept."
)
_LINES = sentence(f"只读取前 {_MOST} 行。", f"The first {_MOST} lines are read, no more.")
_OPTIONS = sentence(f"只保留了前 {_MOST} 个选项。", f"The first {_MOST} choices are kept.")
_OTHER = sentence("“其他”选项没有带过来。", "The choice “other” with a text of one's own is not carried over.")
_COUNT = sentence(
    "重复次数没有带过来，可以自由添加行。", "The number of repeats is not carried over: rows are added at will."
)
_LANGUAGE = sentence(
    "表单只有中文和英文，其他语言没有带过来。", "Forms have Chinese and English; other languages are not carried over."
)
_NO_CHOICE = sentence("选项筛选没有带过来", "the filter of its choices is not carried over")


@dataclass
class Converted:
    """`definition`: of the new form. `left`: `{row, name, message}` of what is not in it; row: of the survey."""

    definition: JSON
    left: list[JSON] = field(default_factory=list)


def convert(survey: Rows, choices: Rows, settings: Rows, name: str) -> Converted:
    """`name`: what the form is called when the settings don't say."""
    return _Conversion(choices, settings, name).run(lines_of(survey))


@dataclass
class _Group:
    """A group or repeat around a line. `opens`: the path of the subform that it became."""

    label: Any
    condition: str
    opens: str | None = None


@dataclass
class _Question:
    """A field, where it stands, and the line that tells of it. `shown`: conditions of its groups, outermost first."""

    key: str
    line: Line
    shown: tuple[str, ...]
    many: bool


class _Conversion:
    def __init__(self, choices: Rows, settings: Rows, name: str) -> None:
        self._choices = choices_by_list(lines_of(choices))
        self._settings = next(iter(lines_of(settings)), Line(0, {}))
        self._name = name
        self._left: list[JSON] = []
        self._fields: list[JSON] = []
        self._layout: list[Any] = []
        self._repeats: dict[str, JSON] = {}
        self._by_name: dict[str, tuple[str | None, str]] = {}
        """Name of the XLSForm → (path of the subform, key)."""
        self._questions: dict[str | None, list[_Question]] = {None: []}

    def run(self, lines: Sequence[Line]) -> Converted:
        for column in unread(lines):
            self._leave(None, column, _LANGUAGE)
        if len(lines) > _MOST:
            self._leave(lines[_MOST], "", _LINES)
        self._walk(lines[:_MOST])
        rules, checks = self._clauses(None)
        for key, subform in self._repeats.items():
            subform["rules"], subform["checks"] = self._clauses(key)
        title = self._settings.text("form_title")
        label: Any = labelled(self._settings, "form_title", 200) if title else self._name
        key = make_key(self._settings.text("form_id") or title or self._name, fallback="form")
        first = next((each["key"] for each in self._fields if each["type"] == "text"), None)
        definition: JSON = {"schema_version": 1, "key": key, "label": label, "fields": self._fields}
        definition |= {"layout": self._layout, "rules": rules, "checks": checks} | ({"title": first} if first else {})
        definition, dropped = pruned(definition)
        for each in dropped:
            self._leave(None, each.name, each.message)
        return Converted(definition, self._left)

    def _leave(self, line: Line | None, name: str, message: Mapping[str, str]) -> None:
        self._left.append({"row": line.number if line else None, "name": name, "message": dict(message)})

    # structure

    def _walk(self, lines: Sequence[Line]) -> None:
        open_groups: list[_Group] = []
        section: JSON | None = None
        subform: str | None = None
        for line in lines:
            kind, _, rest = line.text("type").replace("_", " ", 1).partition(" ")
            if kind in ("begin", "end") and rest.split(" ")[0] in ("group", "repeat"):
                what = rest.split(" ")[0]
                if kind == "end":
                    if open_groups:
                        open_groups.pop()
                    subform = next((each.opens for each in reversed(open_groups) if each.opens), None)
                    section = None
                    continue
                opened = _Group(labelled(line, "label") or line.text("name"), line.text("relevant"))
                section = None
                if what == "repeat" and (subform or "").count(".") == 0:
                    subform = opened.opens = self._open_repeat(line, subform, _shown([*open_groups, opened]))
                elif what == "repeat":
                    self._leave(line, line.text("name"), _NESTED)
                open_groups.append(opened)
                continue
            added = self._question(line, subform, _shown(open_groups))
            if added is None or subform is not None:
                continue
            titles = [each.label for each in open_groups if each.label]
            if titles and section is None:
                section = {"section": titles[-1], "items": []}
                self._layout.append(section)
            (section["items"] if section is not None and titles else self._layout).append(added)

    def _open_repeat(self, line: Line, around: str | None, shown: tuple[str, ...]) -> str:
        if line.text("repeat_count"):
            self._leave(line, line.text("name"), _COUNT)
        key = self._fresh(line.text("name"), around)
        path = f"{around}.{key}" if around else key
        subform: JSON = {"key": key, "type": "subform", "label": labelled(line, "label") or line.text("name")}
        subform["fields"] = []
        (self._repeats[around]["fields"] if around else self._fields).append(subform)
        if around is None:
            self._layout.append(key)
        self._repeats[path] = subform
        self._questions[path] = []
        self._by_name.setdefault(line.text("name"), (around, key))
        self._questions[around].append(_Question(key, Line(line.number, {"name": key}), shown, False))
        return path

    def _fresh(self, name: str, subform: str | None) -> str:
        siblings = self._repeats[subform]["fields"] if subform else self._fields
        return make_key(name, {each["key"] for each in siblings})

    def _question(self, line: Line, subform: str | None, shown: tuple[str, ...]) -> Any:
        """The field of a line, noted; what stands for it in the layout, None for nothing."""
        kind, name = line.text("type").split(" ")[0], line.text("name")
        if kind == "note":
            text = labelled(line, "label", _LONGEST_NOTE)
            return {"note": text} if text and subform is None else None
        if kind in METADATA:
            self._leave(line, name or kind, METADATA[kind])
            return None
        try:
            made = field_of(line, self._choices)
        except NoType as unknown:
            self._leave(line, name or kind, LEFT_TYPES.get(kind) or unknown.told)
            return None
        key = self._fresh(name or kind, subform)
        made = {"key": key, "label": labelled(line, "label") or name, **made}
        if hint := labelled(line, "hint"):
            made["help"] = hint
        self._tell_lost(line, name, made)
        (self._repeats[subform]["fields"] if subform else self._fields).append(made)
        self._by_name.setdefault(name, (subform, key))
        many = made["type"] in ("multi_select", "ranking")
        self._questions[subform].append(_Question(key, line, shown, many))
        return key

    def _tell_lost(self, line: Line, name: str, made: JSON) -> None:
        """What of a question its field has no place for."""
        if line.text("choice_filter"):
            self._leave(line, name, _NO_CHOICE)
        if "options" in made and len(line.text("type").split()) > 2:  # select_one colours or_other
            self._leave(line, name, _OTHER)
        if len(made.get("options", ())) > _MOST:
            made["options"] = made["options"][:_MOST]
            self._leave(line, name, _OPTIONS)
        if too_long(line):
            self._leave(line, name, _LONG)

    # clauses

    def _clauses(self, subform: str | None) -> tuple[list[JSON], list[JSON]]:
        """Rules and checks of the form or of a subform; defaults and formulas are put into the fields."""
        shows: dict[str, list[str]] = {}
        rules: list[JSON] = []
        checks: list[JSON] = []
        siblings = self._repeats[subform]["fields"] if subform else self._fields
        made = {each["key"]: each for each in siblings}
        for question in self._questions[subform]:
            line, key = question.line, question.key
            conditions = [*question.shown, line.text("relevant")]
            said_all = [self._say(text, question, subform, "relevant") for text in conditions if text]
            told = [each for each in said_all if each]
            if told:
                shows.setdefault(" and ".join(f"({each})" for each in dict.fromkeys(told)), []).append(key)
            self._required(question, subform, made[key], rules)
            made[key] |= {"readonly": True} if says_yes(line.text("read_only") or line.text("readonly")) else {}
            self._computed(question, subform, made[key])
            constraint = line.text("constraint")
            if constraint and (said := self._say(constraint, question, subform, "constraint")):
                message = labelled(line, "constraint_message") or _NOT_VALID
                checks.append({"assert": f"ISBLANK({key}) or ({said})", "message": message, "fields": [key]})
        return [{"when": when, "show": keys} for when, keys in shows.items()] + rules, checks

    def _required(self, question: _Question, subform: str | None, made: JSON, rules: list[JSON]) -> None:
        text = question.line.text("required")
        if not text or made["type"] == "formula":
            return
        if says_yes(text):
            made["required"] = True
        elif text.lower() not in ("no", "false", "false()", "0") and (
            said := self._say(text, question, subform, "required")
        ):
            rules.append({"when": said, "require": [question.key]})

    def _computed(self, question: _Question, subform: str | None, made: JSON) -> None:
        line = question.line
        if made["type"] == "formula":
            formula = self._say(line.text("calculation"), question, subform, "calculation")
            made |= {"type": "text"} if formula is None else {"formula": formula}
            return
        default = line.text("default") or line.text("calculation")
        if default and (said := self._say(_quoted(default, made), question, subform, "default")):
            made["default"] = {"formula": said}

    def _say(self, text: str, question: _Question, subform: str | None, what: str) -> str | None:
        around = "parent." if subform else ""
        many = {each.key for each in self._questions[subform] if each.many}
        many |= {f"{around}{each.key}" for each in self._questions[None] if each.many}
        names = Names(lambda name: self._reference(name, subform), lambda said: said in many, question.key)
        try:
            return translate(text, names)
        except NotTranslatable as unknown:
            message: Sentence = sentence(
                f"{what} 没有带过来（{unknown.piece}）：{text[:200]}",
                f"{what} is not carried over ({unknown.piece}): {text[:200]}",
            )
            self._leave(question.line, question.line.text("name"), message)
            return None

    def _reference(self, name: str, subform: str | None) -> str | None:
        found = self._by_name.get(name)
        if found is None:
            return None
        of, key = found
        if of == subform:
            return key
        if of is None:
            return "parent." * (str(subform).count(".") + 1) + key
        if subform is None or of.startswith(f"{subform}."):
            return f"{of.removeprefix(f'{subform}.')}.{key}"
        return f"parent.{key}" if subform.startswith(f"{of}.") else None


def _shown(open_groups: Sequence[_Group]) -> tuple[str, ...]:
    """Conditions of the groups inside the innermost repeat: those around it are about all of its rows."""
    after = max((index for index, each in enumerate(open_groups) if each.opens), default=-1) + 1
    return tuple(each.condition for each in open_groups[after:] if each.condition)


def _quoted(text: str, made: JSON) -> str:
    """A default is a literal unless it looks like an expression; texts and choices get their quotes."""
    if "${" in text or text.rstrip().endswith(")") or made["type"] in ("number", "slider", "boolean"):
        return text
    return f"'{text}'" if "'" not in text else f'"{text}"'

"""A path of links, understood: from step to step through links, and at its beginning maybe through rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engines.form.definition import Form
from engines.form.fields import FieldModel, RowsField
from engines.form.fields.link import LinkField
from engines.form.profile.definition import MAX_LINKS


@dataclass(frozen=True, slots=True)
class Step:
    """One link: the field at `place` of `form` (`("customer",)`, or `("attendees", "customer")` in its rows) names
    records of `target`."""

    form: str
    place: tuple[str, ...]
    target: str
    many: bool


def steps_of(path: str, source: str, forms: Mapping[str, Form]) -> tuple[Step, ...] | None:
    """The links of `path` from records of `source` on; None when it isn't one."""
    names, form, found = path.split("."), source, list[Step]()
    while names:
        step, names = _step(names, form, forms)
        if step is None or len(found) == MAX_LINKS:
            return None
        found.append(step)
        form = step.target
    return tuple(found)


def _step(names: list[str], form: str, forms: Mapping[str, Form]) -> tuple[Step | None, list[str]]:
    owner = forms.get(form)
    field: FieldModel | None = owner.field(names[0]) if owner is not None else None
    size = 1
    if isinstance(field, RowsField) and len(names) > 1:
        field, size = field.field(names[1]), 2
    if not isinstance(field, LinkField) or field.form not in forms:
        return None, []
    return Step(form, tuple(names[:size]), field.form, field.many), names[size:]


def paths_to(target: str, forms: Mapping[str, Form], links: int = 2) -> Iterator[tuple[str, str]]:
    """(form, path) of everything that leads to `target` over at most so many links, the nearest first: what a designer
    is offered."""
    reached, seen = [(target, "")], {target}
    for _ in range(links):
        further = []
        for at, rest in reached:
            for key, form in forms.items():
                for name in _links(form, at):
                    path = f"{name}.{rest}" if rest else name
                    yield key, path
                    if key not in seen:
                        further.append((key, path))
        seen |= {key for key, _path in further}
        reached = further


def _links(form: Form, target: str) -> Iterator[str]:
    for field in form.fields:
        if isinstance(field, LinkField) and field.form == target:
            yield field.key
        elif isinstance(field, RowsField):
            yield from (f"{field.key}.{c.key}" for c in field.fields if isinstance(c, LinkField) and c.form == target)


__all__ = ["Step", "paths_to", "steps_of"]

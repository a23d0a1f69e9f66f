"""What names a formula may use. The platform implements `Scope`; `DictScope` is the simple one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from engines.formula.types import Type, as_type

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """What a path means.

    `options`: the values of a select field, so that a comparison with an unknown one is a mistake.
    `container`: for a list, the path of the subform or to-many link whose rows it runs over; two lists may be
    combined row by row only when their containers are equal. Left out: all but the last segment, or the path
    itself when it has one segment (besides old., user., row., parent.). A list that is its own container is a
    field with several values: `tags = NULL` then asks about the field, while `lines.kind = NULL` asks each row.
    """

    type: Type
    label: str | Mapping[str, str] = ""
    options: tuple[str, ...] | None = None
    nullable: bool = True
    container: Path | None = None


class Scope(Protocol):
    """Resolves dotted paths."""

    def resolve(self, path: Path) -> Ref | None:
        """What the path means, or None."""
        ...

    def names(self) -> Iterable[str]:
        """Dotted paths for completion and for "did you mean"."""
        ...


class DictScope:
    """A scope over a mapping of dotted paths to a Ref, a Type or the JSON form of a type."""

    def __init__(self, fields: Mapping[str, Ref | Type | Any]) -> None:
        self._refs = {
            name: value if isinstance(value, Ref) else Ref(as_type(value), label=name) for name, value in fields.items()
        }

    def resolve(self, path: Path) -> Ref | None:
        return self._refs.get(".".join(path))

    def names(self) -> Iterable[str]:
        return self._refs.keys()

    def label_of(self, name: str) -> str | Mapping[str, str]:
        """The label of a dotted path."""
        return self._refs[name].label

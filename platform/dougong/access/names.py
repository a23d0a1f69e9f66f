"""The names a viewer's formula may use: those of `engines.form.scope`, less what the viewer may not see.

A hidden name and a wrong one get the same answer, also in what the editor offers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dougong.access.tables import NAMED_SYSTEM_FIELDS, Catalog
from engines.form.scope import FormScope, Trace, scope_for
from engines.formula.scope import Path, Ref

Gives = Callable[[str, Path], bool]
"""(form, path within it) -> may the viewer see it in some row? Of another form than the first: by right to read."""


def raw_scope(catalog: Catalog, form: str) -> FormScope:
    """All names of a form: what designers' formulas may use."""
    return scope_for(catalog.form(form), catalog.forms, "grant")


class VisibleNames:
    """A `Scope` of the formula language: the names of a form that `own` (the form) and `linked` (others) give."""

    def __init__(self, catalog: Catalog, form: str, own: Gives, linked: Gives) -> None:
        self._scope = scope_for(catalog.form(form), catalog.forms, "filter")
        self._form = form
        self._own = own
        self._linked = linked

    def resolve(self, path: Path) -> Ref | None:
        """What the path means; None when it means nothing to this viewer."""
        trace = self._scope.trace(path)
        return trace.ref if trace is not None and self._visible(trace) else None

    def names(self) -> Iterable[str]:
        """Dotted paths for completion."""
        return [name for name in self._scope.names() if self.resolve(tuple(name.split("."))) is not None]

    def _visible(self, trace: Trace) -> bool:
        if trace.base == "user":
            return True
        subform = tuple(trace.subform.split(".")) if trace.subform is not None else ()
        own = (*subform, trace.key) if not subform or trace.key not in ("", "id") else subform
        if not self._sees(self._own, self._form, own):
            return False
        names = [*(hop.via for hop in trace.hops[1:]), trace.last or "id"]
        return all(self._sees(self._linked, hop.form, (name,)) for hop, name in zip(trace.hops, names, strict=False))

    @staticmethod
    def _sees(gives: Gives, form: str, path: Path) -> bool:
        return gives(form, ("id",) if path[0] in NAMED_SYSTEM_FIELDS else path)

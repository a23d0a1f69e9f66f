"""Which field a lookup shows: found once when an app's forms are loaded, for its options and its look."""

from collections.abc import Mapping

from engines.form.definition import Form
from engines.form.fields import FieldModel, RowsField
from engines.form.fields.link import LinkField
from engines.form.fields.lookup import LookupField
from engines.form.fields.member import MemberField


def aim_lookups(forms: Mapping[str, Form]) -> None:
    """Tells every lookup of these forms the field that it reads; one that reads a lookup gets the last one."""
    for form in forms.values():
        for field in form.fields:
            _aim(field, form, form.by_key, forms)
        for subform in form.subforms.values():
            for column in subform.fields:
                _aim(column, form, subform.by_key, forms)


def _aim(field: FieldModel, form: Form, siblings: Mapping[str, FieldModel], forms: Mapping[str, Form]) -> None:
    if isinstance(field, LookupField):
        field.aim(_target(field, form, siblings, forms, 8))


def _target(
    lookup: LookupField, form: Form, siblings: Mapping[str, FieldModel], forms: Mapping[str, Form], left: int
) -> FieldModel | None:
    known = siblings
    at: Form | None = form
    for name in lookup.link.split("."):
        own = known.get(name)
        if isinstance(own, RowsField):
            known = own.by_key
            continue
        at = forms.get(own.form) if isinstance(own, LinkField) else None
        if at is None:
            return None
        known = at.by_key
    if lookup.field in ("owner", "created_by", "updated_by"):
        return MemberField(key=lookup.field, type="member")
    found = known.get(lookup.field)
    if isinstance(found, LookupField) and at is not None and left:
        return _target(found, at, at.by_key, forms, left - 1)
    return found

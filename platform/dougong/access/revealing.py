"""Who sees the whole of an encrypted field. Everything else of a record is the compiler's; this asks its grants too.

The record's own column holds the masked text, so `read` gives that and nothing more. The whole needs a grant that has
`read`, covers the row, gives the field *and* names it in `reveal`; two grants are never mixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, or_, select

from dougong.access.compiler import Access
from dougong.access.errors import operation_refused
from dougong.access.lists import AnyOf, IdList
from dougong.kit.ids import is_id
from engines.form.fields.encrypted import EncryptedField


def revealed_fields(access: Access, form: str) -> list[str]:
    """Encrypted fields whose whole value the principal may see in some row."""
    grants = access.granted(form, "read")
    encrypted = [field.key for field in access.catalog.form(form).fields if isinstance(field, EncryptedField)]
    return [key for key in encrypted if any(grant.reveals(key) for grant in grants)]


def revealing(access: Access, form: str, field: str, ids: Sequence[str]) -> Select[Any]:
    """Those of the records `ids` in which the whole of `field` may be seen. Raises Forbidden."""
    if field not in revealed_fields(access, form):
        raise operation_refused("reveal")
    table = access.catalog.table(form)
    grants = [grant for grant in access.granted(form, "read") if grant.reveals(field)]
    among = AnyOf(table.c["id"], bindparam("ids", [each for each in ids if is_id(each)], type_=IdList()))
    rows = or_(*(access.scope_of(grant, form, table) for grant in grants))
    return select(table.c["id"]).where(table.c["deleted_at"].is_(None), among, rows)

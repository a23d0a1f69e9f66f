"""What happens to links when a linked record is deleted: the link field says «restrict» or «clear»."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from dougong.kit.errors import Conflict, Problem, say
from dougong.records.repository import Stored
from dougong.records.work import Work
from engines.form.fields.link import LinkField


def linking_fields(work: Work, target: str) -> Iterator[tuple[str, LinkField]]:
    """Every own field of the app's forms that links to `target`: (form key, field)."""
    for form_key, form in work.app.forms.items():
        for field in form.fields:
            if isinstance(field, LinkField) and field.form == target:
                yield form_key, field


def linking_columns(work: Work, target: str) -> Iterator[tuple[str, str, LinkField]]:
    """Every column of their subforms that does: (form key, path of the subform, column)."""
    for form_key, form in work.app.forms.items():
        for path, subform in form.subforms.items():
            for column in subform.fields:
                if isinstance(column, LinkField) and column.form == target and not column.many:
                    yield form_key, path, column


def release_links(work: Work, form_key: str, record: Stored) -> Problem | None:
    """A problem when a live record still links here and its field says restrict.

    «clear» keeps the stored link: the deleted record counts as absent everywhere, and coming back from the recycle
    bin it is linked again; nothing is lost by deleting.
    """
    own = [(source, None, field) for source, field in linking_fields(work, form_key)]
    for source, subform, field in (*own, *linking_columns(work, form_key)):
        if field.on_delete == "restrict" and (number := _links_here(work, source, subform, field, record.id)):
            form = work.app.forms[source]
            return Conflict(
                say(
                    f"“{form.name('zh-CN')}”中有 {number} 条数据的“{field.name('zh-CN')}”关联了它，请先解除关联。",
                    f"{number} records of “{form.name('en')}” link to it by “{field.name('en')}”; unlink them first.",
                ),
                "still_linked",
                extra={"form": source, "field": field.key, "records": number},
            )
    return None


def _links_here(work: Work, source: str, subform: str | None, field: LinkField, record_id: str) -> int:
    """How many live records link to this one, counted up to 1,000."""
    table = work.app.tables.table(source)
    if subform is not None:
        rows = work.app.tables.child(source, subform)
        joined = select(table.c.id).join(rows, rows.c.record_id == table.c.id)
        statement = joined.where(rows.c[field.key] == record_id, table.c.deleted_at.is_(None)).distinct()
    elif field.many:
        pairs = work.app.tables.links(source, field.key)
        statement = (
            select(table.c.id)
            .join(pairs, pairs.c.record_id == table.c.id)
            .where(pairs.c.target_id == record_id, table.c.deleted_at.is_(None))
        )
    else:
        statement = select(table.c.id).where(table.c[field.key] == record_id, table.c.deleted_at.is_(None))
    return len(work.tx.execute(statement.limit(1000)).all())

"""Printing over HTTP: a file at once for a few records, a job for many; and what the designer of templates needs."""

from __future__ import annotations

import base64
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from sqlalchemy import select

from dougong.apps.rights import design_app
from dougong.audit.service import record as record_audit
from dougong.files import service as files
from dougong.kit import jobs
from dougong.kit.childproc import run_limited
from dougong.kit.config import Settings
from dougong.kit.db import Database, Db, Read, Transaction
from dougong.kit.errors import Invalid, Text, in_language, say
from dougong.kit.types import dump_json
from dougong.kit.web import Actor, CurrentPerson, language_of, requires
from dougong.records import writing
from dougong.records.printing.filling import Filling, offered, template_of
from dougong.records.printing.press import TYPES, Printed, prepared, press, typeset
from dougong.records.printing.schemas import PrintOf, PrintPreview, TemplateUpload
from dougong.records.printing.tasks import PRINT
from dougong.records.problems import operation_not_granted
from dougong.records.routes import RECORDS, AppKey, FormKey
from dougong.records.work import Work
from engines.form.prints.compile import compile_print
from engines.form.prints.definition import MAX_FILE, Print

router = APIRouter(tags=["printing"])
SIGNED_IN = [requires("signed_in", outside=True)]
FORM = "/apps/{app}/forms/{form}"
AT_ONCE = 20
"""Records (or labels) that are printed while the person waits."""
READING = 100
"""Printing so many records is reading them; more than that takes the right to export."""
MOST_COPIES = 5_000
"""Records times copies: all of them are set as one document."""
API: list[str | Enum] = ["records"]
"""These stand in the description of an app's own API as well."""
MADE: dict[str, Any] = {"description": "The file", "content": {kind: {} for kind in TYPES.values()}}
LATER: dict[str, Any] = {"description": "A job whose result is {file, records}", "content": {"application/json": {}}}
_WALL_S = 40
_PAGES = 5
_children = threading.BoundedSemaphore(2)


@router.get(FORM + "/prints", dependencies=SIGNED_IN, tags=API)
def list_prints(app: AppKey, form: FormKey, tx: Read, actor: CurrentPerson) -> dict[str, Any]:
    """The templates this person may print with: `{key, label, kind, labels}`, the standard one last with no label."""
    work = _reading(tx, actor, app, form)
    return {"items": [_card(each) for each in offered(work, form)]}


@router.post(
    RECORDS + ":print", dependencies=SIGNED_IN, tags=API, response_class=Response, responses={200: MADE, 202: LATER}
)
def print_records(
    app: AppKey, form: FormKey, body: PrintOf, database: Db, actor: CurrentPerson, request: Request
) -> Response:
    """The records as one file (PDF, or the uploaded template filled); above 20 a job whose result names the file."""
    language, root = language_of(request), _root(request)
    if len(body.ids) * body.copies > MOST_COPIES:
        raise Invalid(
            say(f"一次最多打印 {MOST_COPIES} 份。", f"At most {MOST_COPIES} copies at once."), "too_many_copies"
        )
    if len(body.ids) * body.copies > AT_ONCE:
        return _later(database, actor, app, form, body, language, root)
    with _folder() as folder:
        with database.snapshot() as tx:
            work = _reading(tx, actor, app, form)
            template = template_of(work, form, body.template)
            docs = prepared(Filling(work, request.app.state.files, form, template, folder, language, root), body.ids)
        docs = [doc for doc in docs for _ in range(body.copies)]
        with _children:
            made = press(folder, template, language, docs, start=body.start, wall_s=_WALL_S)
        with database.transaction() as tx:
            one = len(body.ids) == 1
            target = f"{app}/{form}/{body.ids[0]}" if one else f"{app}/{form}"
            detail = {"template": template.key, "records": made.records}
            record_audit(tx, actor, "record.print", target, detail, app=app)
        return _file(made)


def _later(database: Database, actor: Actor, app: str, form: str, body: PrintOf, language: str, root: str) -> Response:
    with database.transaction() as tx:
        work = _reading(tx, actor, app, form)
        if len(body.ids) > READING and not (work.access.may(form, "export") and actor.token_allows("export", app)):
            raise operation_not_granted("export")
        template_of(work, form, body.template)
        args = {"app": app, "form": form, "print": body.model_dump(), "language": language, "root": root}
        job_id = jobs.enqueue(tx, PRINT, args, owner_id=actor.person_id)
        document = jobs.document(tx, job_id or "", actor.person_id, language)
    return Response(dump_json(document), 202, media_type="application/json")


@router.post(FORM + "/prints:preview", dependencies=[requires("design")])
def preview_print(
    app: AppKey, form: FormKey, body: PrintPreview, database: Db, actor: CurrentPerson, request: Request
) -> dict[str, Any]:
    """`{pages: [PNG as base64], record, problems}`: the template as it is being designed, with a record its designer
    may read. An uploaded one tells its problems only."""
    language = language_of(request)
    with _folder() as folder:
        with database.snapshot() as tx:
            design_app(tx, actor, app)
            work = _reading(tx, actor, app, form)
            found = compile_print(body.template, work.app.forms[form], work.app.forms).problems
            problems = [{"path": list(each.path), "message": in_language(each.message, language)} for each in found]
            record_id = body.id or _newest(work, form)
            if record_id is None or body.template.uploaded:
                return {"pages": [], "record": record_id, "problems": problems}
            template = body.template.model_copy(update={"when": None})
            filling = Filling(work, request.app.state.files, form, template, folder, language, _root(request))
            docs = prepared(filling, [record_id])
        if template.kind == "labels":
            docs = docs * min(template.sheet.columns * template.sheet.rows, 200)
        with _children:
            number = typeset(folder, template, language, docs, 0, "png", wall_s=_WALL_S)
        files_made = [folder / f"out{page}.png" for page in range(1, min(number, _PAGES) + 1)]
        pages = [base64.b64encode(path.read_bytes()).decode() for path in files_made]
    return {"pages": pages, "record": record_id, "problems": problems}


@router.post(FORM + "/prints:read", dependencies=[requires("design")])
def read_template(
    app: AppKey, form: FormKey, body: TemplateUpload, tx: Read, actor: CurrentPerson, request: Request
) -> dict[str, Any]:
    """An uploaded .docx or .xlsx as a template's `file`: its content and the places in it."""
    design_app(tx, actor, app)
    facts = files.get(tx, body.file)
    if facts.created_by != actor.person_id:
        raise files.not_found()
    kind = facts.name.rpartition(".")[2].lower()
    if kind not in ("docx", "xlsx"):
        raise _unfit(say("请上传 .docx 或 .xlsx 文件。", "Upload a .docx or .xlsx file."))
    if facts.size > MAX_FILE:
        raise _unfit(say(f"模板不能超过 {MAX_FILE // 1024} KB。", f"A template has at most {MAX_FILE // 1024} KB."))
    content = b"".join(request.app.state.files.read(facts.path))
    with _folder() as folder, _children:
        source = folder / f"template.{kind}"
        source.write_bytes(content)
        marks = run_limited(f"dougong.records.printing.{kind}:marks", [str(source)], cpu_s=10, wall_s=30)
    return {"kind": kind, "name": facts.name, "content": base64.b64encode(content).decode(), "marks": marks}


def _unfit(sentence: Text) -> Invalid:
    return Invalid(sentence, "bad_template")


def _card(template: Print) -> dict[str, Any]:
    labels = template.sheet.columns * template.sheet.rows if template.kind == "labels" else None
    return {"key": template.key, "label": template.label, "kind": template.kind, "labels": labels}


def _reading(tx: Transaction, actor: Actor, app: str, form: str) -> Work:
    work = writing.begin(tx, actor, app, form)
    if not (work.access.may(form, "read") and actor.token_allows("read", app)):
        raise operation_not_granted("read")
    return work


def _newest(work: Work, form: str) -> str | None:
    table = work.app.tables.table(form)
    found: Sequence[str] = (
        work.tx.execute(select(table.c.id).where(table.c.deleted_at.is_(None)).order_by(table.c.id.desc()).limit(50))
        .scalars()
        .all()
    )
    seen = work.access.visible_ids(work.tx, form, list(found)) if found else set()
    return next((each for each in found if each in seen), None)


def _root(request: Request) -> str:
    settings: Settings = request.app.state.settings
    return (settings.public_url or str(request.base_url)).rstrip("/")


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="dougong-print-") as name:
        yield Path(name)


def _file(made: Printed) -> Response:
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(made.name)}", "Cache-Control": "no-store"}
    return Response(made.path.read_bytes(), media_type=made.type, headers=headers)

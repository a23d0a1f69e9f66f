"""Duplicates over HTTP: finding, saying that it isn't one, merging with a preview, taking a merge back."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from limits import RateLimitItemPerMinute

from dougong.access.grants import Op
from dougong.kit import jobs
from dougong.kit.db import Database, Db, Read, Transaction, Write
from dougong.kit.errors import Problem
from dougong.kit.types import dump_json
from dougong.kit.web import Actor, CurrentPerson, language_of, requires
from dougong.records import writing
from dougong.records.duplicates import finding, merging, unmerging
from dougong.records.duplicates.schemas import Compare, Different, Merge, Search, Similar, Unmerge
from dougong.records.duplicates.tasks import FIND
from dougong.records.problems import operation_not_granted
from dougong.records.routes import RECORDS, AppKey, FormKey, listeners_of
from dougong.records.work import Work

router = APIRouter(tags=["duplicates"])
SIGNED_IN = [requires("signed_in")]
Document = dict[str, Any]
PER_PERSON = RateLimitItemPerMinute(60)
"""Looks for similar records while somebody types."""
_MERGING: tuple[Op, ...] = ("read", "update", "delete")


class _Rehearsed(Exception):
    """Takes everything back: what was done was only to be seen."""


@router.get(RECORDS + ":duplicate-keys", dependencies=SIGNED_IN)
def duplicate_keys(app: AppKey, form: FormKey, tx: Read, actor: CurrentPerson) -> Document:
    """`{"suggested": [{field, kind}], "fields": [keys that can be compared]}`."""
    work = _reading(tx, actor, app, form)
    suggested = [{"field": key.field, "kind": key.kind} for key in finding.suggestion(work, form)]
    return {"suggested": suggested, "fields": finding.comparable(work, form)}


@router.post(RECORDS + ":duplicates", dependencies=SIGNED_IN, status_code=202)
def find_duplicates(
    app: AppKey, form: FormKey, body: Search, tx: Write, actor: CurrentPerson, request: Request
) -> Document:
    """Looks for groups of records that are probably the same, as a job."""
    work = _reading(tx, actor, app, form)
    finding.keys_of(work, form, body.keys)
    args = {"app": app, "form": form, "search": body.model_dump(), "total": finding.count(work, form, body.filter)}
    job_id = jobs.enqueue(tx, FIND, args, owner_id=actor.person_id)
    return jobs.document(tx, job_id or "", actor.person_id, language_of(request))


@router.post(RECORDS + ":similar", dependencies=SIGNED_IN)
def similar_records(
    app: AppKey, form: FormKey, body: Similar, database: Db, actor: CurrentPerson, request: Request
) -> Document:
    """Records that the one being filled in is probably the same as; only what its author may see."""
    request.app.state.rates.count(PER_PERSON, "similar", actor.person_id)
    with database.snapshot() as tx:
        return {"items": finding.similar(_reading(tx, actor, app, form), form, body.values, body.id)}


@router.post(RECORDS + ":compare", dependencies=SIGNED_IN)
def compare_records(app: AppKey, form: FormKey, body: Compare, tx: Read, actor: CurrentPerson) -> Response:
    """Those of the records that the reader may see, with their versions."""
    work = _reading(tx, actor, app, form)
    items = finding.beside(work, form, body)
    return Response(dump_json({"items": items}), media_type="application/json")


@router.post(RECORDS + ":different", dependencies=SIGNED_IN, status_code=204)
def say_different(app: AppKey, form: FormKey, body: Different, tx: Write, actor: CurrentPerson) -> None:
    """These are not the same: no search brings them together again."""
    work = _merging(tx, actor, app, form)
    finding.say_different(work, form, body.ids, different=body.different)


@router.post(RECORDS + ":merge-preview", dependencies=SIGNED_IN)
def preview_merge(
    app: AppKey, form: FormKey, body: Merge, database: Db, actor: CurrentPerson, request: Request
) -> Document:
    """What a merge would move and what refuses it: the merge itself, taken back."""
    language = language_of(request)
    try:
        return _rehearse(database, actor, app, form, body, language)
    except Problem as problem:
        return {"record": None, "moved": None, "problem": problem.document(language)}


def _rehearse(database: Database, actor: Actor, app: str, form: str, body: Merge, language: str) -> Document:
    answer: Document = {}
    try:
        with database.transaction() as tx:
            work = _merging(tx, actor, app, form)
            done = merging.merge(work, form, body)
            answer = {
                "record": writing.seen(work, form, body.winner.id),
                "moved": merging.told(work, done.moved, language),
                "problem": None,
            }
            raise _Rehearsed
    except _Rehearsed:
        return answer


@router.post(RECORDS + ":merge", dependencies=SIGNED_IN)
def merge_records(
    app: AppKey, form: FormKey, body: Merge, tx: Write, actor: CurrentPerson, request: Request
) -> Document:
    """Several records become one, in one transaction; → `{"merge", "record", "moved"}`."""
    work = _merging(tx, actor, app, form, request)
    done = merging.merge(work, form, body)
    return {
        "merge": done.id,
        "record": writing.seen(work, form, body.winner.id),
        "moved": merging.told(work, done.moved, language_of(request)),
    }


@router.get(RECORDS + ":merges", dependencies=SIGNED_IN)
def list_merges(app: AppKey, form: FormKey, tx: Read, actor: CurrentPerson) -> Document:
    """The last merges of this form whose outcome the reader may see."""
    return {"items": unmerging.listing(_reading(tx, actor, app, form), form)}


@router.post(RECORDS + ":unmerge", dependencies=SIGNED_IN)
def unmerge_records(
    app: AppKey, form: FormKey, body: Unmerge, tx: Write, actor: CurrentPerson, request: Request
) -> Document:
    """Everything back as it was; what was changed since stays and is named."""
    work = _merging(tx, actor, app, form, request)
    return unmerging.unmerge(work, form, body.merge, language_of(request))


def _reading(tx: Transaction, actor: Actor, app: str, form: str) -> Work:
    work = writing.begin(tx, actor, app, form)
    # A search runs later with its owner's grants: a token that may not read can't start it.
    if not (work.access.may(form, "read") and actor.token_allows("read", app)):
        raise operation_not_granted("read")
    return work


def _merging(tx: Transaction, actor: Actor, app: str, form: str, request: Request | None = None) -> Work:
    """Who merges changes one record and deletes others; each record is asked for again in the pipeline."""
    listeners = () if request is None else listeners_of(request)
    work = writing.begin(tx, actor, app, form, door="merge", listeners=listeners)
    for op in _MERGING:
        if not (work.access.may(form, op) and actor.token_allows(op, app)):
            raise operation_not_granted(op)
    return work

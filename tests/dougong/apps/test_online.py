"""A large table changes while people go on writing: in short steps, continued after a kill, swapped in at the end."""

import os
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from sqlalchemy import inspect, select, update

from dougong import reactions
from dougong.app import open_database
from dougong.apps import publish as publishing
from dougong.apps.models import retired_column
from dougong.apps.online import indexes, moves, prepare
from dougong.kit.config import Settings
from dougong.kit.jobs import AT_ONCE
from dougong.kit.jobs_model import job
from dougong.kit.runner import Runner
from tests.dougong.apps.conftest import Designer
from tests.processes import exit_code, start

NAME = {"key": "name", "type": "text", "label": "名称"}
AMOUNT = {"key": "amount", "type": "text", "label": "金额", "index": True}
NUMBER = {**AMOUNT, "type": "number"}


def work_and_die(database_url: str, job_id: str) -> None:
    """In a process of its own, which ends after its second batch."""
    reactions.bind()
    passed = count(1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(moves, "BATCH", 4)
        patched.setattr(prepare, "failpoint", lambda _name: next(passed) == 2 and os._exit(9))
        Runner(open_database(Settings(database_url=database_url)), {}).run(job_id)


def _queued(designer: Designer, **more: Any) -> str:
    revision = designer.get_draft("deal")["revision"]
    answer = designer.browser.post(designer.url("deal", "draft:publish"), json={"revision": revision, **more})
    assert answer.status_code == 200, answer.text
    job_id: str = answer.json()["job"]
    return job_id


def _run(designer: Designer, job_id: str) -> dict[str, Any]:
    with designer.database.transaction() as tx:  # as the sweeper would, once nobody hears of the killed worker
        tx.execute(update(job).where(job.c.id == job_id).values(state="queued", claim=None, run_after=AT_ONCE))
    runner = Runner(designer.database, {})
    runner.run(job_id)
    runner.close()
    found: dict[str, Any] = designer.browser.get(f"/api/v1/jobs/{job_id}").json()
    return found


def _write(designer: Designer, row: str, amount: str | int) -> None:
    records = designer.url("deal", "records")
    version = designer.browser.get(f"{records}/{row}").json()["version"]
    answer = designer.browser.patch(f"{records}/{row}", json={"version": version, "amount": amount})
    assert answer.status_code == 200, answer.text


def _left_over(designer: Designer) -> list[str]:
    with designer.database.snapshot() as tx:
        moving = select(retired_column.c.column_name).where(retired_column.c.kind == "moving")
        return list(tx.execute(moving).scalars())


def test_R048_a_large_table_changes_its_type_beside_writers_and_goes_on_after_a_kill(
    designer: Designer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "BIG", 3)
    monkeypatch.setattr(moves, "BATCH", 4)
    designer.form("deal", NAME, AMOUNT)
    rows = designer.put("deal", *({"name": f"n{n}", "amount": f"{n:03}"} for n in range(11)))
    designer.draft("deal", NAME, NUMBER)
    job_id = _queued(designer)
    assert exit_code(start(work_and_die, settings.database_url, job_id)) == 9
    assert designer.catalog().versions == {"deal": 1} and len(_left_over(designer)) == 1
    # people go on: one row that has moved already, one that has not, one that is new; and one while the rest moves
    _write(designer, rows[0], "100")
    _write(designer, rows[10], "200")
    made = designer.browser.post(designer.url("deal", "records"), json={"name": "new", "amount": "300"})
    assert made.status_code == 201, made.text
    late = iter([rows[1]])

    def beside(_name: str) -> None:
        for row in late:
            _write(designer, row, "400")

    monkeypatch.setattr(prepare, "failpoint", beside)
    assert _run(designer, job_id)["result"] == {"version": 2}
    monkeypatch.undo()
    values = designer.values("deal", "amount")
    wanted = {row: Decimal(n) for n, row in enumerate(rows)} | {rows[0]: Decimal(100), rows[1]: Decimal(400)}
    assert values == wanted | {rows[10]: Decimal(200), made.json()["id"]: Decimal(300)}
    assert _left_over(designer) == []
    with designer.database.snapshot() as tx:
        names = {index["name"]: index["column_names"] for index in inspect(tx.connection).get_indexes("crm__deal")}
    assert names["ix__crm__deal__amount__id"][0] == "amount" and not any("_next_" in name for name in names if name)


def test_R048_a_large_change_that_is_refused_leaves_nothing_and_taken_back_restores_every_letter(
    designer: Designer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "BIG", 3)
    monkeypatch.setattr(moves, "BATCH", 4)
    designer.form("deal", NAME, AMOUNT)
    garbage = ["007", "1,000.50", "x", "12"]
    rows = designer.put("deal", *({"name": "n", "amount": text} for text in garbage))
    designer.draft("deal", NAME, NUMBER)
    refused = _run(designer, _queued(designer))
    assert refused["state"] == "failed" and "1" in refused["message"]
    assert _left_over(designer) == [] and designer.catalog().versions == {"deal": 1}
    assert designer.values("deal", "amount") == dict(zip(rows, garbage, strict=True))
    job_id = _queued(designer, accept_losses=True)

    def lost(_name: str) -> None:
        raise ConnectionError("the database went away")

    with monkeypatch.context() as away:
        away.setattr(prepare, "failpoint", lost)
        assert _run(designer, job_id)["state"] == "queued" and len(_left_over(designer)) == 1
    assert _run(designer, job_id)["result"] == {"version": 2}  # from where it was
    _write(designer, rows[3], 13)
    designer.draft("deal", NAME, AMOUNT)
    assert _run(designer, _queued(designer))["result"] == {"version": 3}
    assert designer.values("deal", "amount") == dict(zip(rows, ["007", "1,000.50", "x", "13"], strict=True))


@pytest.mark.parametrize("database_kind", ["postgresql"])  # elsewhere indexes are built by the swap
def test_R048_a_value_written_twice_while_a_large_table_changes_is_told_and_not_stored_twice(
    designer: Designer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "BIG", 3)
    unique = [{"fields": ["amount"]}]
    designer.form("deal", NAME, AMOUNT, unique=unique)
    rows = designer.put("deal", *({"name": "n", "amount": str(n)} for n in range(5)))
    designer.draft("deal", NAME, NUMBER, unique=unique)
    job_id = _queued(designer)
    build = indexes.build

    def built(*args: Any) -> bool:
        done = build(*args)
        _write(designer, rows[4], "03")  # another text than "3", and the same number
        return done

    monkeypatch.setattr(indexes, "build", built)
    refused = _run(designer, job_id)
    assert refused["state"] == "failed" and "3" in refused["message"] and refused["result"]["code"] == "duplicates"
    assert _left_over(designer) == []
    with designer.database.snapshot() as tx:
        assert not any("_next_" in str(each["name"]) for each in inspect(tx.connection).get_indexes("crm__deal"))

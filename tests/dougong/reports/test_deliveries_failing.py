"""A delivery in which something breaks: others get theirs, and what failed is seen, with its reason."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, update

from dougong.kit import jobs
from dougong.kit.config import Settings
from dougong.kit.jobs import AT_ONCE
from dougong.kit.jobs_model import job
from dougong.reports import delivering, sending
from dougong.reports.exporting.service import dashboard_files
from dougong.reports.tiles import Board
from tests.dougong.reports.posting import API, BOARD, DAILY, DUE, Post, numbers, post, sendings, texts
from tests.templates.conftest import app, crm, database, settings

__all__ = ["app", "crm", "database", "post", "settings"]


def at_once(post: Post) -> None:
    """What waits for its next try has waited long enough."""
    with post.crm.company.database.transaction() as tx:
        tx.execute(update(job).where(job.c.state == "queued").values(run_after=datetime(2000, 1, 1, tzinfo=UTC)))


def test_a_group_that_cannot_be_rendered_keeps_no_other_from_its_mail_and_ends_as_failed(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [post.hire(name, "sales") for name in ("甲", "乙", "丙")]
    unlucky = people[0]
    post.publish(deliveries=[DAILY])
    post.at(DUE)
    tries: list[str] = []

    def breaking(board: Any, *rest: Any) -> Any:
        if board.viewer.access.principal.person_id == unlucky.id:
            tries.append(unlucky.id)
            raise RuntimeError("broken")
        return dashboard_files(board, *rest)

    monkeypatch.setattr("dougong.reports.delivering.dashboard_files", breaking)
    assert post.work_off() == [{"state": "queued"}], "it comes back for the one that failed"
    assert {mail.to[0] for mail in post.mails} == {people[1].email, people[2].email}
    for _again in range(delivering.RENDER_TRIES):
        at_once(post)
        post.work_off()
    assert len(tries) == delivering.RENDER_TRIES
    assert len(post.mails) == 2
    assert {row.person_id: row.state for row in sendings(post)} == {
        unlucky.id: "failed", people[1].id: "sent", people[2].id: "sent",
    }  # fmt: skip
    shown = post.crm.owner.get(f"{API}/dashboards/post/deliveries/daily/sendings").json()["items"]
    assert [each["reason"] for each in shown if each["state"] == "failed"] == ["生成文件失败，已记录。"]
    (planned,) = post.crm.owner.get(f"{API}/dashboards/post/deliveries").json()["items"]
    assert (planned["last"]["sent"], planned["last"]["failed"]) == (2, 1)


def test_a_rendering_that_succeeds_at_a_later_try_is_sent(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post.hire("小李", "sales")
    post.publish(deliveries=[DAILY])
    post.at(DUE)

    def breaking(*_all: Any) -> Any:
        raise RuntimeError("broken")

    monkeypatch.setattr("dougong.reports.delivering.dashboard_files", breaking)
    post.work_off()
    assert (post.mails, sendings(post)) == ([], [])
    monkeypatch.undo()
    at_once(post)
    assert post.work_off() == [{"mails": 1, "renderings": 1, "failed": 0}]
    assert len(post.mails) == 1


def test_a_group_that_takes_the_worker_down_each_time_comes_last_and_is_given_up(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [post.hire(name, "sales") for name in ("甲", "乙", "丙")]
    post.publish(deliveries=[DAILY])
    post.at(DUE)
    order: list[str] = []

    class Killed(BaseException):
        """The process ended here."""

    def deadly(board: Any, *rest: Any) -> Any:
        order.append(who := board.viewer.access.principal.person_id)
        if who == order[0]:
            raise Killed
        return dashboard_files(board, *rest)

    monkeypatch.setattr("dougong.reports.delivering.dashboard_files", deadly)
    for _run in range(delivering.TRIES):
        with suppress(Killed):
            post.work_off()
        with post.crm.company.database.transaction() as tx:  # what the sweeper does with a job of a dead worker
            lost = (job.c.kind == "reports.deliver", job.c.state == "running")
            tx.execute(update(job).where(*lost).values(state="queued", claim=None, run_after=AT_ONCE))
    post.work_off()
    assert set(order[1:3]) == {each.id for each in people} - {order[0]}, "the others come before its second try"
    assert order.count(order[0]) == delivering.RENDER_TRIES
    states = {row.person_id: row.state for row in sendings(post)}
    assert states == {each.id: "failed" if each.id == order[0] else "sent" for each in people}


def test_a_tile_that_breaks_says_so_in_the_file_and_the_others_are_there(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.hire("小李", "manager")
    whole = BOARD["tiles"][0]
    broken = {**whole, "key": "broken", "label": "坏的"}
    grid = [{"tile": "n", "x": 0, "y": 0, "w": 6, "h": 6}, {"tile": "broken", "x": 6, "y": 0, "w": 6, "h": 6}]
    post.publish(tiles=[whole, broken], grid=grid, deliveries=[{**DAILY, "to": ["role:manager"]}])
    compute = Board.answered

    def breaking(self: Board, tile: Any, mode: Any = None) -> Any:
        if tile.key == "broken":
            raise RuntimeError("broken")
        return compute(self, tile, mode)

    monkeypatch.setattr(Board, "answered", breaking)
    post.at(DUE)
    post.work_off()
    assert "华东" in numbers(post.mails[0])
    assert "计算出错，已记录。" in texts(post.mails[0])
    answer = post.crm.owner.post(f"{API}/dashboards/post:export", json={"format": "xlsx"})
    assert answer.status_code == 200
    alone = post.crm.owner.post(f"{API}/dashboards/post:export", json={"format": "csv", "tile": "broken"})
    assert (alone.status_code, alone.json()["code"]) == (422, "not_exportable")


def test_without_a_mail_server_receivers_stand_as_failed_with_the_reason(post: Post, settings: Settings) -> None:
    post.hire("小李", "sales")
    post.publish(deliveries=[DAILY])
    post.at(DUE)
    post.work_off(mail=False)
    assert [(row.state, row.reason["en"]) for row in sendings(post)] == [("failed", "No mail server is set up.")]


def test_a_mail_that_breaks_at_every_try_and_one_whose_job_was_lost_end_as_failed(post: Post) -> None:
    post.hire("小李", "sales")
    post.publish(deliveries=[DAILY])
    post.at(DUE)

    class Broken:
        def send(self, *_all: Any) -> None:
            raise RuntimeError("broken")

    for _try in range(sending.TRIES):
        post.work_off(Broken())
        at_once(post)
    assert [(row.state, row.reason["en"]) for row in sendings(post)] == [
        ("failed", "Sending failed; it has been noted.")
    ]
    post.at("2026-11-24T08:00:20+08:00")
    post.work_off(Broken())
    with post.crm.company.database.transaction() as tx:
        tx.execute(delete(job).where(job.c.kind == "reports.send"))
    post.at("2026-12-09T08:00:20+08:00")
    with post.crm.company.database.transaction() as tx:
        jobs.enqueue(tx, "reports.forget_old")
    post.work_off()
    assert {row.due_at.day: row.state for row in sendings(post)}[24] == "failed"

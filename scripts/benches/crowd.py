"""A company at work (issue of production): `scripts/bench crowd [postgresql|sqlite]`, `PEOPLE=200 MINUTES=10 PAUSE=8`.

200 people for ten minutes beside PostgreSQL, Redis, two `dougong serve` and one `dougong worker` on the same machine,
the CRM with its demo data: sales and service people with an open page each (the stream of news) read lists, records
with their history and boards, write leads and tickets, ask for money; heads work off approvals; somebody imports a
workbook of 2,000 rows again and again. Between two acts a person pauses some `PAUSE` seconds.

Asked for: 95 % of all answers within 0.5 s (the first minute, when processes are cold, is told apart), no error, memory
that doesn't grow between the third minute and the last.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx

from scripts.benches.crowd_company import Company, Person, company, rows_of
from scripts.benches.figures import Figure, tell
from scripts.benches.records import bench_database
from tests.services import redis

PEOPLE = int(os.environ.get("PEOPLE", "200"))
MINUTES = float(os.environ.get("MINUTES", "10"))
PAUSE = float(os.environ.get("PAUSE", "8"))
BUDGET, GROWTH = 0.5, 1.1
CRM, DESK = "/api/v1/apps/crm", "/api/v1/apps/desk"
MOVED = (200, 404)
"""Leads are given to somebody else by flows, out of the sight of who has written them."""
IMPORT_ROWS, IMPORT_EVERY = 2_000, 45.0


def main() -> None:
    kind = (sys.argv[1:] or ["postgresql"])[0]
    with tempfile.TemporaryDirectory(prefix="dougong-crowd-") as folder, ExitStack() as held:
        url = held.enter_context(bench_database(kind, Path(folder)))
        broker = held.enter_context(redis()) if kind == "postgresql" else ""
        found = held.enter_context(company(url, broker, Path(folder), PEOPLE))
        crowd = Crowd(found)
        asyncio.run(crowd.live(MINUTES * 60))
        crowd.tell(kind)
        if crowd.wrong:
            raise SystemExit(1)


class Crowd:
    """Everybody's acts, how long each answer took, and what the processes held meanwhile."""

    def __init__(self, found: Company) -> None:
        self.company = found
        self.taken: dict[str, list[float]] = defaultdict(list)
        """Everything by its kind, the first minute included."""
        self.first: list[float] = []
        self.answers: list[float] = []
        self.wrong: Counter[str] = Counter()
        self.memory: list[tuple[float, float]] = []
        self.imported = 0
        self.began = 0.0
        self.pick = random.Random(1)

    async def live(self, seconds: float) -> None:
        """All of them at once, until the time is over."""
        self.began = time.perf_counter()
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
        async with httpx.AsyncClient(limits=limits, timeout=60) as self.http:
            end = time.monotonic() + seconds
            acts = [asyncio.create_task(self._person(person, end)) for person in self.company.people]
            streams = [asyncio.create_task(self._listen(person)) for person in self.company.people]
            importing = asyncio.create_task(asyncio.to_thread(self._import, end))
            watching = asyncio.create_task(self._watch(end))
            await asyncio.gather(*acts, importing, watching)
            for stream in streams:
                stream.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*streams)

    async def _person(self, person: Person, end: float) -> None:
        await asyncio.sleep(self.pick.random() * PAUSE)
        while time.monotonic() < end:
            await self._act(person)
            await asyncio.sleep(self.pick.expovariate(1 / PAUSE))

    async def _act(self, person: Person) -> None:
        chance, form = self.pick.random(), person.form
        records = f"{CRM}/forms/{form}/records"
        if person.approves and chance < 0.3:
            await self._decide(person)
        elif chance < 0.35:
            asked = {"limit": "50", "sort": "-created_at", "filter": person.filter}
            page = await self._ask(person, "list", "GET", records, params=asked)
            person.seen = [row["id"] for row in page["items"]] if page else person.seen
        elif chance < 0.6 and person.seen:
            chosen = f"{records}/{self.pick.choice(person.seen)}"
            if await self._ask(person, "record", "GET", chosen, fine=MOVED):
                await self._ask(person, "history", "GET", f"{chosen}/history", fine=MOVED)
        elif chance < 0.7 and person.made:
            await self._change(person, records)
        elif chance < 0.82:
            made = await self._ask(person, "create", "POST", records, json=person.new(self.pick))
            person.made = [*person.made[-20:], *([made["id"]] if made else [])]
        elif chance < 0.88:
            body = {
                "title": "采购",
                "amount": self.pick.randint(1, 9_000),
                "boss": self.pick.choice(self.company.bosses),
            }
            await self._ask(person, "request", "POST", f"{DESK}/forms/request/records", json=body)
        elif chance < 0.94:
            board = f"{CRM}/dashboards/{self.pick.choice(person.boards)}"
            await self._ask(person, "board", "GET", board)
            await self._ask(person, "tiles", "POST", f"{board}/data", json={})
        else:
            await self._ask(person, "to-dos", "GET", "/api/v1/tasks")
            await self._ask(person, "counts", "GET", "/api/v1/tasks/counts")

    async def _change(self, person: Person, records: str) -> None:
        url = f"{records}/{self.pick.choice(person.made)}"
        found = await self._ask(person, "record", "GET", url, fine=MOVED)
        if found:
            body = {person.note: f"跟进 {self.pick.randint(1, 999)}", "version": found["version"]}
            # flows change the record meanwhile, as they would under a person's hands: then the page asks again
            await self._ask(person, "change", "PATCH", url, json=body, fine=(*MOVED, 409))

    async def _decide(self, person: Person) -> None:
        todo = await self._ask(person, "to-dos", "GET", "/api/v1/tasks", params={"app": "desk"})
        for task in (todo or {"items": []})["items"][:3]:
            await self._ask(person, "decide", "POST", f"/api/v1/tasks/{task['id']}:decide", json={"verb": "approve"})

    async def _ask(self, person: Person, name: str, method: str, path: str, *, fine: Any = (), **more: Any) -> Any:
        base, began = self.pick.choice(self.company.addresses), time.perf_counter()
        headers = {"cookie": person.cookie, "origin": base, "accept-language": "zh-CN"}
        try:
            answer = await self.http.request(method, base + path, headers=headers, **more)
        except httpx.HTTPError as error:
            self.wrong[f"{name}: {type(error).__name__}"] += 1
            return None
        self.taken[name].append(time.perf_counter() - began)
        (self.first if began - self.began < 60 else self.answers).append(time.perf_counter() - began)
        if answer.status_code not in (fine or (200, 201)):
            self.wrong[f"{name}: {answer.status_code} {answer.text[:200]}"] += 1
            return None
        return answer.json() if answer.status_code < 300 else None

    async def _listen(self, person: Person) -> None:
        """The page's one line for news; it ends by itself now and then, and is opened again."""
        base = self.pick.choice(self.company.addresses)
        while True:
            with suppress(httpx.HTTPError):
                async with self.http.stream(
                    "GET", f"{base}/api/v1/me/stream", headers={"cookie": person.cookie}, timeout=None
                ) as lines:
                    if lines.status_code != 200:
                        self.wrong[f"stream: {lines.status_code}"] += 1
                    async for _line in lines.aiter_lines():
                        pass
            await asyncio.sleep(1)

    def _import(self, end: float) -> None:
        round_ = 0
        while time.monotonic() < end:
            began = time.monotonic()
            round_ += 1
            try:
                self.company.bring_in(rows_of(round_, IMPORT_ROWS))
                self.imported += IMPORT_ROWS
            except Exception as error:  # told with the others at the end
                self.wrong[f"import: {error}"] += 1
            self.taken["import (whole)"].append(time.monotonic() - began)
            time.sleep(max(0.0, min(end - time.monotonic(), began + IMPORT_EVERY - time.monotonic())))

    async def _watch(self, end: float) -> None:
        began = time.monotonic()
        while time.monotonic() < end:
            self.memory.append((time.monotonic() - began, self.company.megabytes()))
            await asyncio.sleep(5)

    def tell(self, kind: str) -> None:
        """One line for each kind of act, then the verdict."""
        answers = sorted(self.answers)
        rate = len(answers) / (MINUTES - 1) / 60
        print(f"\n{kind}: {PEOPLE} people, {MINUTES:g} minutes, {rate:.1f} answers a second after the first minute")
        for name, times in sorted(self.taken.items(), key=lambda each: -len(each[1])):
            print(f"  {name:16} {len(times):6}  {_shown(sorted(times))}")
        early, late, grown = sorted(self.first), _at(answers, 0.95), self._grown()
        print(f"  {'first minute':16} {len(early):6}  {_shown(early)}")
        verdict = "ok" if late <= BUDGET else f"{late / BUDGET:.2f} × budget"
        print(f"  {'all after it':16} {len(answers):6}  {_shown(answers)}   {verdict}")
        print(f"  memory of all processes {self.memory[-1][1]:.0f} MB, {grown:.2f} × of the third minute's")
        print(f"  {self.imported:,} rows imported, {self.wrong.total()} errors")
        for what, often in self.wrong.most_common(12):
            print(f"  ✗ {often} × {what}")
        tell(
            Figure(f"crowd of {PEOPLE}, {kind}, p95", late, "s", budget=BUDGET),
            Figure(f"crowd of {PEOPLE}, {kind}, errors", float(self.wrong.total()), "", budget=0.5),
            Figure(f"crowd of {PEOPLE}, {kind}, memory, end by minute 3", grown, "×", budget=GROWTH),
        )

    def _grown(self) -> float:
        whole = self.memory[-1][0]
        early = [held for at, held in self.memory if 0.2 * whole <= at <= 0.35 * whole]
        late = [held for at, held in self.memory if at >= 0.9 * whole]
        return (sum(late) / len(late)) / (sum(early) / len(early)) if early and late else 1.0


def _at(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))] if times else 0.0


def _shown(times: list[float]) -> str:
    return "   ".join(f"p{share:g} {_at(times, share / 100) * 1000:6.0f} ms" for share in (50, 95, 99))


if __name__ == "__main__":
    main()

"""The questions of `report.py` on DuckDB: run with a library folder of its own, reads a Parquet file, prints ms.

Times in the file are local already: turning them would need an extension fetched from the net, so DuckDB has less to
do here than we. `report_duck.py FILE` → one line of JSON: question → milliseconds of the best of five runs on a table
in memory, and `twelve tiles` one after the other.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from typing import Any

TIMES = 5
QUESTIONS = {
    "sum and count by stage": "select stage, count(*), sum(amount) from t group by stage order by stage",
    "month × region": """select date_trunc('month', created_at) m, region, sum(amount)
        from t group by m, region order by m, region""",
    "top 10 of 200 owners": "select owner, sum(amount) a from t group by owner order by a desc limit 10",
    "this year and last": """select
        sum(amount) filter (closed_on >= date '2025-12-01' and closed_on < date '2026-12-01'),
        sum(amount) filter (closed_on >= date '2024-12-01' and closed_on < date '2025-12-01')
        from t where stage = 'won'""",
    "weekday × hour": """select isodow(created_at) d,
        hour(created_at) h, count(*) from t group by d, h order by d, h""",
    "distinct owners": "select count(distinct owner) from t",
}


def best(work: Any) -> float:
    """Milliseconds of the quickest run."""
    walls = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        walls.append((time.perf_counter() - began) * 1_000)
    return min(walls)


def main() -> None:
    duckdb = importlib.import_module("duckdb")
    connection = duckdb.connect()
    connection.execute("create table t as select * from read_parquet($file)", {"file": sys.argv[1]})

    def ask(text: str) -> None:
        connection.execute(text).fetchall()

    found = {name: best(lambda text=text: ask(text)) for name, text in QUESTIONS.items()}
    board = list(QUESTIONS.values()) * 2
    found["twelve tiles"] = best(lambda: [ask(text) for text in board])
    print(json.dumps(found))


if __name__ == "__main__":
    main()

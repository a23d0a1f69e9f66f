"""`scripts/attack api [cases] [seed]`: the long form, every operation of both documents as each of four people."""

import os
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

from dougong.app import create_app, open_database
from dougong.kit.config import Settings
from dougong.kit.logs import set_up_logging
from tests.dougong.people import Company
from tests.templates.fuzzing import Findings, fuzz, sign_ins
from tests.templates.office import KEY, Office, prepare_office
from tests.templates.planted import planted


def main(cases: int = 3, number: int = 1) -> None:
    """Prints what was sent, answered and found; ends with 1 when anything was."""
    os.environ["DOUGONG_SESSION_DAYS"] = "366"
    set_up_logging(Settings())
    found = 0
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "office.db"
        prepare_office(f"sqlite:///{prepared}")
        for role in ("portal", "token", "sales", "owner"):
            mine = prepared.with_name(f"{role}.db")
            shutil.copyfile(prepared, mine)
            began = time.monotonic()
            findings = _as(role, mine, cases, number)
            print(f"{role}: {findings.cases} cases, {time.monotonic() - began:.0f} s, {dict(findings.statuses)}")
            for (kind, where), told in findings.failures.items():
                print(f"## {kind}: {where}\n{told}\n")
            found += len(findings.failures)
    print(f"{found} findings")
    sys.stdout.flush()
    os._exit(int(found > 0))


def _as(role: str, file: Path, cases: int, number: int) -> Findings:
    settings = Settings(database_url=f"sqlite:///{file}", data=file.with_suffix(""), secret_key=KEY)
    database = open_database(settings)
    company = Company(create_app(settings, database), database)
    office = Office(company, database, settings)
    try:
        assert role in sign_ins(office)
        return fuzz(office, planted(office), [role], cases, number)
    except BaseException:
        traceback.print_exc()
        os._exit(2)

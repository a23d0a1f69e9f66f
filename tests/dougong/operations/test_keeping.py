"""What an administrator sees of backups and of the operator's settings, and a backup asked for on the page."""

from pathlib import Path

from sqlalchemy import select

from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.jobs_model import job
from dougong.operations.archive import new_identity, reading
from dougong.operations.keeping.service import BACKUP_JOB
from dougong.worker import Runner, resources
from tests.dougong.people import Company

BACKUPS, SETTINGS = "/api/v1/system/backups", "/api/v1/system/settings"


def test_a_backup_is_asked_for_made_encrypted_and_listed_without_anything_of_it(
    company: Company, database: Database, settings: Settings, tmp_path: Path
) -> None:
    root, clerk = company.admin.browser, company.hire("小李").browser
    for path in (BACKUPS, SETTINGS):
        assert clerk.get(path).status_code == 403
    assert clerk.post(BACKUPS).status_code == 403
    assert root.get(BACKUPS).json() == {"ready": False, "running": False, "items": []}
    assert root.post(BACKUPS).json()["code"] == "backups_not_set"

    secret, public = new_identity()
    (folder := tmp_path / "kept").mkdir()
    settings = settings.model_copy(update={"backup_folder": str(folder), "backup_recipients": f" {public},"})
    company.app.state.settings = settings
    asked = root.post(BACKUPS)
    assert asked.status_code == 202 and asked.json()["running"] is True
    assert root.post(BACKUPS).json()["code"] == "backup_running"
    with database.snapshot() as tx:
        (job_id,) = tx.execute(select(job.c.id).where(job.c.kind == BACKUP_JOB)).scalars()
    runner = Runner(database, resources(settings))
    runner.run(job_id)
    runner.close()

    found = root.get(BACKUPS).json()
    (made,) = found["items"]
    (file,) = folder.iterdir()
    assert (found["running"], made["kind"], made["name"], made["encrypted"]) == (False, "made", file.name, True)
    (key := tmp_path / "away.key").write_text(secret)
    with reading(file, key) as reader:
        reader.check()
        assert reader.manifest.rows == made["rows"] > 0
    acts = [each["action"] for each in root.get("/api/v1/audit").json()["items"]]
    assert {"backup.ask", "backup.make"} <= set(acts)


def test_what_the_operator_has_set_is_told_and_nothing_secret(company: Company) -> None:
    told = company.admin.browser.get(SETTINGS)
    items = {each["name"]: each for each in told.json()["items"]}
    assert items["DOUGONG_UPLOAD_MB"] == {"name": "DOUGONG_UPLOAD_MB", "value": 50, "is_set": False}
    assert items["DOUGONG_SESSION_DAYS"]["is_set"] is True
    secrets = [
        name for name in Settings.model_fields if name.endswith(("_key", "_password", "_headers", "database_url"))
    ]
    assert len(secrets) >= 5 and not {f"DOUGONG_{name.upper()}" for name in secrets} & set(items)
    assert not [name for name in items if name.endswith("_URL") and name != "DOUGONG_PUBLIC_URL"]

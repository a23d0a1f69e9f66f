"""Processes are killed while flows run: nothing is lost, nothing happens twice. The short form of `scripts/chaos`."""

from pathlib import Path

from dougong.kit.config import Settings
from tests.dougong.flows.chaos import Chaos, Plan
from tests.dougong.flows.run_office import Office, office, settings

__all__ = ["office", "settings"]


def test_kills_everywhere_lose_nothing_and_double_nothing(office: Office, settings: Settings, tmp_path: Path) -> None:
    for name in ("甲", "乙", "丙"):
        office.company.hire(name, signed_in=False)
    report = Chaos(settings.sqlalchemy_url, tmp_path, Plan(deals=6, faults=6, most_seconds=120)).run()
    assert sum(report.faults.values()) >= 6
    assert report.recovery <= 30
    assert report.looks > 0

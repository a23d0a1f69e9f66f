"""`scripts/bench all --check` sees what became slower against its own limit, whatever the machine."""

from pathlib import Path

import pytest

from scripts.benches.all import COMMITTED, regressions
from scripts.benches.figures import FILE, Figure, tell, told


def test_a_ratio_a_fifth_worse_is_named_and_a_slower_machine_is_not() -> None:
    committed = [Figure("save", 900, "µs", 300), Figure("steps", 5_000, "/s", 2_500, more=True)]
    slower_machine = [Figure("save", 1_800, "µs", 600), Figure("steps", 2_500, "/s", 1_250, more=True)]
    assert regressions(committed, slower_machine) == []
    slower_product = [Figure("save", 1_200, "µs", 300), Figure("steps", 4_000, "/s", 2_500, more=True)]
    assert len(regressions(committed, slower_product)) == 2
    assert regressions(committed, [Figure("new work", 9, "µs", 1), Figure("save", 9_000, "µs")]) == []


def test_of_a_budget_more_is_missed_whichever_way_is_better() -> None:
    assert Figure("save", 900, "µs", budget=300).of_budget == 3
    assert Figure("steps", 50, "/s", budget=100, more=True).of_budget == 2


def test_figures_are_handed_on_when_somebody_gathers_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FILE, raising=False)
    figure = Figure("保存", 1.5, "µs", 0.5, 1.0)
    tell(figure)
    monkeypatch.setenv(FILE, str(tmp_path / "figures"))
    tell(figure)
    assert told(tmp_path / "figures") == [figure]


def test_the_committed_figures_can_be_compared() -> None:
    assert [each.work for each in told(COMMITTED) if each.ratio]

"""Trees as formulas, groups, likings, classes."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.formula import DictEnv, DictScope, Ref, check, compile_closure
from engines.formula.types import NUMBER, TEXT
from engines.report.learning import clusters, likings
from engines.report.learning.tree import Tree, between, grow

DAY = date(2026, 6, 30)
SCOPE = DictScope({"amount": Ref(NUMBER), "orders": Ref(NUMBER), "region": Ref(TEXT)})


def holds(rule: str, row: dict[str, Any]) -> bool:
    values = {key: Decimal(repr(value)) if isinstance(value, float) else value for key, value in row.items()}
    env = DictEnv(values, datetime(2026, 6, 30, tzinfo=UTC))
    return compile_closure(check(rule, SCOPE, expect="boolean"))(env) is True


VALUES = st.one_of(st.none(), st.integers(-50, 50).map(float), st.floats(-9, 9).map(lambda x: round(x, 2)))
CASES = st.lists(
    st.tuples(VALUES, VALUES, st.one_of(st.none(), st.sampled_from(["east", "o'hara", "南"])), st.integers(0, 2)),
    min_size=1,
    max_size=25,
)


@settings(max_examples=15, deadline=None)
@given(CASES, st.integers(1, 4))
def test_R115_the_rules_of_a_tree_are_formulas_that_divide_the_cases_as_the_tree_does(
    found: list[tuple[float | None, float | None, str | None, int]], depth: int
) -> None:
    rows = [{"amount": a, "orders": o, "region": r} for a, o, r, _ in found]
    columns = {name: [row[name] for row in rows] for name in ("amount", "orders", "region")}
    tree = grow(columns, [label for *_, label in found], depth=depth, least=2)
    assert all(len(leaf.path) <= depth for leaf in tree.leaves)
    assert sum(leaf.n for leaf in tree.leaves) == len(found)
    again = Tree.from_json(tree.to_json())
    for row in rows:
        place = tree.place(row)
        assert [leaf.number for leaf in tree.leaves if holds(tree.rule(leaf), row)] == [place.number]
        assert again.place(row).number == place.number
        assert holds(tree.rule_of(place.label) or "FALSE", row)


def test_R115_a_tree_finds_the_plain_rule() -> None:
    amount = [float(n // 4) for n in range(100)]
    region = ["east" if n % 2 else "west" for n in range(100)]
    labels = [1 if n // 4 > 10 and n % 2 else 0 for n in range(100)]
    tree = grow({"amount": amount, "region": region}, labels, depth=2, least=5)
    best = max(tree.leaves, key=lambda leaf: leaf.counts.get(1, 0) / leaf.n)
    assert tree.rule(best) == "amount > 10 and region = 'east'"
    assert best.counts == {1: 28}


def test_thresholds_are_the_shortest_number_between_two_values() -> None:
    assert [between(3.07, 3.9), between(120, 871), between(1, 2), between(0.1, 0.1000001)] == [
        3.5, 500, 1.5, pytest.approx(0.1, abs=1e-7),
    ]  # fmt: skip


def test_R115_groups_are_found_the_same_every_time_and_their_number_by_silhouette() -> None:
    centres = [(0.0, 0.0), (100.0, 5.0), (50.0, 20.0)]
    cases = [(x + n % 7, y + n % 3 / 10) for x, y in centres for n in range(15)]
    found = clusters.find(cases, seed=7)
    assert found == clusters.find(cases, seed=7)
    assert found.sizes == (15, 15, 15)
    assert [round(centre[0]) for centre in found.centres] == [103, 53, 3]
    assert found.places == (3,) * 15 + (1,) * 15 + (2,) * 15
    assert found.silhouette > 0.8
    assert len(clusters.find(cases, clusters=5, seed=7).centres) == 5
    with pytest.raises(ValueError, match="too few"):
        clusters.find([(1.0, 1.0)] * 20)


def test_R128_recommendation_by_cosine_with_support() -> None:
    baskets = [["a", "b"]] * 6 + [["a", "c"]] * 4 + [["b"], ["a", "d"]] * 5
    alike = likings.likeness(baskets, support=5)
    assert alike["b"]["a"] == pytest.approx(6 / (15 * 11) ** 0.5)
    assert "c" not in alike["a"]  # four times only
    assert [(each.item, each.because) for each in likings.recommended(["b"], alike)] == [("a", "b")]
    assert [each.item for each in likings.recommended(["a"], alike, top=5)] == ["d", "b"]
    assert likings.recommended(["a", "b", "c", "d"], alike) == []


def test_R129_interests_fade_by_half_and_do_not_see_tomorrow() -> None:
    met = [("sensor", DAY, 1.0), ("sensor", DAY - timedelta(days=30), 1.0), ("cloud", DAY - timedelta(days=60), 4.0),
           ("old", DAY - timedelta(days=300), 1.0), ("future", DAY + timedelta(days=1), 9.0)]  # fmt: skip
    assert likings.interests(met, DAY) == [("sensor", 1.5), ("cloud", 1.0)]
    assert likings.interests(met, DAY, top=1) == [("sensor", 1.5)]


def test_R113_pareto_classes_do_not_depend_on_order_and_equals_are_equal() -> None:
    worth = {"big": 70.0, "second": 10.0, "third": 10.0, "tail": 6.0, "end": 4.0, "none": 0.0, "back": -5.0}
    found = likings.classes(worth)
    assert {key: named for key, (named, _, _) in found.items()} == {
        "big": "a", "second": "a", "third": "a", "tail": "b", "end": "c", "none": "c", "back": "c",
    }  # fmt: skip
    assert found == likings.classes(dict(reversed(worth.items())))
    assert found["big"] == ("a", 0.7, 0.0)
    assert likings.classes({"one": 0.0}) == {"one": ("c", 0.0, 1.0)}

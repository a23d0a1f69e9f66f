"""Three documents become one."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dougong.apps.upgrade.merging import NOTHING, Merge

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["a", "b"]),
    lambda inner: (
        st.dictionaries(st.sampled_from(["x", "y", "z"]), inner, max_size=3)
        | st.lists(st.builds(lambda key, value: {"key": key, "v": value}, st.sampled_from("abc"), inner), max_size=3)
    ),
    max_leaves=8,
)


def merged(base: Any, mine: Any, theirs: Any, *chosen: str) -> tuple[Any, list[str]]:
    merge = Merge(frozenset(chosen))
    found = merge.merged((), base, mine, theirs)
    return found, [each.id for each in merge.conflicts]


@given(JSON, JSON)
def test_what_only_one_side_changed_is_taken(base: Any, changed: Any) -> None:
    assert merged(base, changed, base) == (changed, [])
    assert merged(base, base, changed) == (changed, [])
    assert merged(base, changed, changed) == (changed, [])


@given(JSON, JSON, JSON)
def test_without_a_choice_nothing_of_mine_is_lost(base: Any, mine: Any, theirs: Any) -> None:
    """Merging once more changes nothing: all that can be taken has been taken."""
    found, conflicts = merged(base, mine, theirs)
    if not conflicts and found is not NOTHING:
        assert merged(base, found, theirs)[0] == found


def test_both_sides_change_different_things_of_one_field() -> None:
    base = {"fields": [{"key": "stage", "label": "阶段", "options": [{"value": "new"}]}, {"key": "old"}]}
    mine = {
        "fields": [{"key": "stage", "label": "进展", "options": [{"value": "new"}]}, {"key": "old"}, {"key": "own"}]
    }
    theirs = {
        "fields": [{"key": "stage", "label": "阶段", "options": [{"value": "new"}, {"value": "won"}]}, {"key": "n"}]
    }
    found, conflicts = merged(base, mine, theirs)
    assert conflicts == []
    assert found["fields"] == [
        {"key": "stage", "label": "进展", "options": [{"value": "new"}, {"value": "won"}]},
        {"key": "own"},
        {"key": "n"},
    ]


def test_a_conflict_is_named_by_its_place_and_decided_by_choice() -> None:
    base, mine, theirs = ([{"key": "a", "label": text}] for text in ("1", "2", "3"))
    assert merged(base, mine, theirs) == (mine, ["a/label"])
    assert merged(base, mine, theirs, "a/label") == (theirs, ["a/label"])
    gone = merged(base, [], theirs)
    assert gone == ([], ["a"])
    assert merged(base, [], theirs, "a")[0] == theirs


def test_an_order_that_somebody_changed_stays_and_new_things_stand_beside_their_neighbours() -> None:
    base = [{"key": key} for key in "abc"]
    mine = [{"key": key} for key in "cab"]
    theirs = [{"key": key} for key in "abxc"]
    assert [each["key"] for each in merged(base, mine, theirs)[0]] == list("cabx")
    assert [each["key"] for each in merged(base, [{"key": key} for key in "abcm"], theirs)[0]] == list("abxcm")

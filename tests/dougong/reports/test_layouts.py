"""A person's own arrangement of a dashboard (R93): theirs alone, a matter of looks, gone with one press."""

from typing import Any

from tests.dougong.flows.crm import API, Crm, crm, settings

__all__ = ["crm", "settings"]

URL = f"{API}/dashboards/use"


def board(*keys: str) -> dict[str, Any]:
    count = {"from": "lead", "measures": [{"key": "n", "fn": "count"}]}
    return {
        "schema_version": 1, "key": "use", "label": "看板",
        "tiles": [{"key": key, "label": key, "chart": {"type": "kpi", "value": "n"}, "query": count} for key in keys],
        "grid": [{"tile": key, "x": 3 * at, "y": 0, "w": 3, "h": 2} for at, key in enumerate(keys)],
    }  # fmt: skip


def publish(crm: Crm, definition: dict[str, Any]) -> None:
    draft = crm.api.get(f"{URL}/draft")
    if draft.status_code == 404:
        body = {"key": "use", "label": "看板", "definition": definition}
        revision = crm.api.post(f"{API}/dashboards", json=body).json()["revision"]
    else:
        body = {"definition": definition, "revision": draft.json()["revision"]}
        revision = crm.api.put(f"{URL}/draft", json=body).json()["revision"]
    assert crm.api.post(f"{URL}/draft:publish", json={"revision": revision}).status_code == 200


def places(answer: Any) -> dict[str, tuple[int, int, int, int]]:
    assert answer.status_code == 200, answer.text
    grid = answer.json()["definition"]["grid"]
    return {place["tile"]: (place["x"], place["y"], place["w"], place["h"]) for place in grid}


def test_R093_a_person_arranges_a_dashboard_for_themselves_alone_and_takes_it_back(crm: Crm) -> None:
    publish(crm, board("a", "b", "c"))
    ann, bob = crm.hire("安", "sales"), crm.hire("鲍", "sales")
    designed = places(ann.browser.get(URL))
    assert ann.browser.get(URL).json()["own_layout"] is False
    mine = {"grid": [{"tile": "b", "x": 0, "y": 0, "w": 12, "h": 4}, {"tile": "a", "x": 6, "y": 4, "w": 6, "h": 3}],
            "hidden": ["c"]}  # fmt: skip
    expected = {"b": (0, 0, 12, 4), "a": (6, 4, 6, 3)}
    assert places(ann.browser.put(f"{URL}/layout", json=mine)) == expected
    view = ann.browser.get(URL).json()
    assert places(ann.browser.get(URL)) == expected and view["own_layout"]
    assert [tile["key"] for tile in view["definition"]["tiles"]] == ["a", "b"]
    assert [tile["key"] for tile in view["designed"]["tiles"]] == ["a", "b", "c"], "what could be shown again"
    assert places(bob.browser.get(URL)) == designed, "others see it as it was designed"
    assert places(crm.api.get(URL)) == designed

    # a tile that is new stands at the end, one that is gone is gone
    publish(crm, board("d", "b", "c"))
    assert places(ann.browser.get(URL)) == {"b": (0, 0, 12, 4), "d": (0, 4, 3, 2)}
    assert places(ann.browser.delete(f"{URL}/layout")) == places(bob.browser.get(URL))
    assert ann.browser.get(URL).json()["own_layout"] is False


def test_an_arrangement_names_tiles_of_the_dashboard_within_its_columns(crm: Crm) -> None:
    publish(crm, board("a", "b"))
    ann = crm.hire("安", "sales")
    for grid, hidden in (
        ([{"tile": "x", "x": 0, "y": 0, "w": 3, "h": 2}], []), ([{"tile": "a", "x": 10, "y": 0, "w": 3, "h": 2}], []),
        ([{"tile": "a", "x": 0, "y": 0, "w": 3, "h": 2}], ["a"]), ([], ["x"]),
        ([{"tile": "a", "x": 0, "y": 0, "w": 3, "h": 2, "colour": "red"}], []),
    ):  # fmt: skip
        assert ann.browser.put(f"{URL}/layout", json={"grid": grid, "hidden": hidden}).status_code == 422
    stranger = crm.hire("路人")
    for answer in (stranger.browser.put(f"{URL}/layout", json={"grid": []}), stranger.browser.delete(f"{URL}/layout")):
        assert answer.status_code == 404, "an app that isn't open has no dashboards"
    assert ann.browser.put(f"{API}/dashboards/none/layout", json={"grid": []}).status_code == 404

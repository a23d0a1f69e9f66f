"""A cloud over a text field counts words, and a click on a word finds exactly the records that it counted."""

from typing import Any

import pytest

from engines.report.compiler import compile_query
from engines.report.compute import compute
from engines.report.drill import drill
from engines.report.figure import fits
from engines.report.parts import Calendar
from engines.report.plan import Containing, plan
from engines.report.query import Query
from tests.engines.report.test_figures import CHART, drawn
from tests.engines.report.world import NOW, SCOPE, frames, opportunity, planned

SAID = (
    "发票一直没有收到，请尽快开具发票",
    "发票抬头写错",
    "发票抬头写错",
    "VIP客户催发票",
    "物流太慢",
    None,
    "Vip wants",
)
DATA = {"opportunity": [opportunity(str(at), name=text, amount=10**at) for at, text in enumerate(SAID)]}
TEXTS = {"key": "t", "field": "name"}
COUNT = {"key": "n", "fn": "count"}
AMOUNT = {"key": "amt", "fn": "sum", "field": "amount"}
CLOUD = {"type": "cloud", "word": "t", "value": "n", "cut": True}
QUERY: dict[str, Any] = {"rows": [TEXTS], "measures": [COUNT, AMOUNT]}


def test_R099_a_cloud_over_texts_counts_records_per_word() -> None:
    words = {word["word"]: word["value"] for word in drawn(CLOUD, QUERY, DATA)["cloud"]["words"]}
    assert (words["发票"], words["抬头"], words["物流"]) == (4, 2, 1)
    assert words["VIP"] == 2, "however it is written"
    assert not words.keys() & {"没有", "请"}
    money = {word["word"]: word["value"] for word in drawn({**CLOUD, "value": "amt"}, QUERY, DATA)["cloud"]["words"]}
    assert money["抬头"] == 10 + 100
    whole = {word["word"] for word in drawn({**CLOUD, "cut": False}, QUERY, DATA)["cloud"]["words"]}
    assert whole == set(SAID) - {None}


def test_R099_a_click_on_a_word_finds_the_records_that_it_counted() -> None:
    program = planned(QUERY).program
    for word in drawn(CLOUD, QUERY, DATA)["cloud"]["words"]:
        cell = {"t": Containing(tuple(word["cell"]["t"]["contains"]))}
        query: Query = drill(program, cell, calendar=Calendar(), fields=("name",))
        answer = compute(plan(compile_query(query, SCOPE), NOW, Calendar()), frames(DATA))
        assert len(answer.rows) == word["value"], word


def test_the_table_view_of_cut_texts_tells_words() -> None:
    made = drawn(CLOUD, QUERY, DATA, "en")
    assert made["table"]["columns"][0]["label"] == "Word"
    assert made["table"]["rows"][0] == ["发票", "4"]


@pytest.mark.parametrize(
    "query",
    [
        {"rows": [{"key": "t", "field": "stage"}], "measures": [COUNT]},
        {"rows": [{"key": "t", "field": "owner"}], "measures": [COUNT]},
        {"rows": [{"key": "t", "field": "tags"}], "measures": [COUNT]},
        {"rows": [TEXTS], "measures": [{"key": "n", "fn": "avg", "field": "amount"}]},
        {"rows": [{**TEXTS, "top": {"by": "n", "n": 2}}], "measures": [COUNT]},
    ],
)
def test_what_is_no_text_or_does_not_add_up_is_not_cut_into_words(query: dict[str, Any]) -> None:
    assert fits(CHART.validate_python(CLOUD), planned(query).program)
    assert not fits(CHART.validate_python({**CLOUD, "cut": False}), planned(query).program)

"""What fuzzing begins with, and what it once found (docs/attacks.md); drawn for minutes by `scripts/attack fuzz`."""

from pathlib import Path

import pytest

from dougong.records.importing.inspecting import inspect
from tests.dougong.fuzzing.targets import LONGEST_SEED, TARGETS
from tests.dougong.records.hostile_parts import zipped


def _zip(name: bytes = b"app.json", **head: bytes) -> bytes:
    """A zip of one file, some bytes of whose entry in the directory are others."""
    whole = zipped({"app.json": "{}"})
    at = whole.rindex(b"PK\x01\x02")
    entry = bytearray(whole[at:])
    entry[46:54] = name
    for place, value in head.items():
        start = int(place.removeprefix("at"))
        entry[start : start + len(value)] = value
    return whole[:at] + bytes(entry)


DAMAGED = (
    _zip(at6=b"\x50"),  # made by version 8 of the format
    _zip(b"app\xef.son", at9=b"\x08"),  # a name that is no UTF-8, though it says so
    _zip(b"\0pp.json"),  # an entry without a name
)
FOUND = [
    *(("archive", bytes([door]) + content) for door in (0, 2, 4) for content in DAMAGED),
    ("text", b"\0room,seats\nE5,12\nE11,20\n"),  # taken for a number without digits before its exponent
    ("text", b'\2[{"a": "\\ud800"}]'),  # half a character
    ("text", b'\2[{"a": 1e999}]'),
    ("sheet", b'<sheetData><row r="1"><c r="moneyE2"><v>1</v></c></row></sheetData>'),  # 100 million columns
    ("sheet", b"<sheetData><x:row\nr = '1048576'><c s='0' r='XFD1048576'/></x:row></sheetData>"),
]
EVERY = {"formula": 29, "tree": 97}
"""The vectors have tests of their own: here a few of them show that the target works."""


@pytest.mark.parametrize("name", TARGETS)
def test_what_fuzzing_begins_with_is_taken_or_refused_as_documented(name: str) -> None:
    seeds = [seed for seed in TARGETS[name].seeds() if len(seed) <= LONGEST_SEED]
    for seed in seeds[:: EVERY.get(name, 1)]:
        TARGETS[name].take(seed)


@pytest.mark.parametrize(("name", "data"), FOUND)
def test_what_fuzzing_found_stays_mended(name: str, data: bytes) -> None:
    TARGETS[name].take(data)


def test_the_number_of_a_room_is_a_text(tmp_path: Path) -> None:
    (tmp_path / "rooms.csv").write_text("room,seats\nE5,12\nE11,20\n", encoding="utf-8")
    columns = inspect(str(tmp_path / "rooms.csv"), "rooms.csv")["sheets"][0]["columns"]
    assert [column["type"]["type"] for column in columns] == ["text", "number"]

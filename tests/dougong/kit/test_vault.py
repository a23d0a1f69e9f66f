"""The vault: what is sealed opens at its place with one of the keys, and nowhere else."""

import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dougong.kit.vault import FILE, SHORTEST, Unreadable, Vault, is_sealed

ONE, TWO = "a" * SHORTEST, "b" * SHORTEST


@given(st.text(max_size=60), st.text(max_size=20))
def test_what_is_sealed_is_opened_at_its_place_only(secret: str, place: str) -> None:
    vault = Vault(ONE, Path("/nowhere"))
    stored = vault.seal(secret, place)
    assert vault.open(stored, place) == secret
    assert stored != vault.seal(secret, place), "the same secret never looks the same"
    with pytest.raises(Unreadable):
        vault.open(stored, place + "x")
    with pytest.raises(Unreadable):
        Vault(TWO, Path("/nowhere")).open(stored, place)


def test_a_changed_text_does_not_open() -> None:
    vault = Vault(ONE, Path("/nowhere"))
    stored = vault.seal("secret", "here")
    for at in range(3, len(stored) - 1):
        other = "A" if stored[at] != "A" else "B"
        with pytest.raises(Unreadable):
            vault.open(f"{stored[:at]}{other}{stored[at + 1 :]}", "here")


def test_the_first_key_seals_and_all_open() -> None:
    before = Vault(ONE, Path("/nowhere")).seal("secret", "here")
    both = Vault(f"{TWO}, {ONE}", Path("/nowhere"))
    assert both.open(before, "here") == "secret"
    assert not both.is_current(before, "here")
    assert both.is_current(both.seal("secret", "here"), "here")
    assert Vault(TWO, Path("/nowhere")).open(both.seal("secret", "here"), "here") == "secret"


def test_a_text_from_before_is_read_as_it_is() -> None:
    assert Vault("", Path("/nowhere")).open("whsec_abc", "here") == "whsec_abc"
    assert not is_sealed("whsec_abc")


def test_a_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    gate = threading.Barrier(4)

    def seal(number: int) -> str:
        gate.wait(10)
        return Vault("", tmp_path).seal(str(number), "here")

    with ThreadPoolExecutor(4) as threads:
        sealed = list(threads.map(seal, range(4)))
    assert [Vault("", tmp_path).open(text, "here") for text in sealed] == ["0", "1", "2", "3"]
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_without_a_key_nothing_is_opened_and_none_is_made(tmp_path: Path) -> None:
    stored = Vault(ONE, tmp_path).seal("secret", "here")
    with pytest.raises(Unreadable, match="The key is missing"):
        Vault("", tmp_path).open(stored, "here")
    assert list(tmp_path.iterdir()) == []
    assert Vault("", tmp_path).where() is None


def test_a_short_key_is_refused() -> None:
    with pytest.raises(Unreadable, match="at least 24"):
        Vault("password", Path("/nowhere")).seal("secret", "here")

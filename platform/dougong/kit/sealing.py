"""Secrets that lie sealed in rows: counted for operators, and sealed anew when the key of the vault is replaced.

Each room that keeps secrets gives its `Holders`; `dougong.cli.sealing` has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Update

from dougong.kit.db import Transaction
from dougong.kit.vault import Unreadable


@dataclass(frozen=True)
class Holder:
    """A row that holds secrets: name → (sealed text, its place in the vault), and how the row gets other texts."""

    secrets: Mapping[str, tuple[str, str]]
    changed: Callable[[Mapping[str, str]], Update]


Holders = Callable[[Transaction], Iterable[Holder]]


def reseal(tx: Transaction, rooms: Iterable[Holders]) -> int:
    """Seals what is not sealed, or sealed with an older key. → how many rows. Raises Unreadable"""
    number = 0
    for holder in [each for room in rooms for each in room(tx)]:
        if all(tx.vault.is_current(*secret) for secret in holder.secrets.values()):
            continue
        anew = {name: tx.vault.seal(tx.vault.open(*secret), secret[1]) for name, secret in holder.secrets.items()}
        tx.execute(holder.changed(anew))
        number += 1
    return number


def examine(tx: Transaction, rooms: Iterable[Holders]) -> tuple[int, int, int]:
    """How many secrets are stored, how many of them nobody can open, and how many are not sealed with the newest
    key."""
    found = [secret for room in rooms for holder in room(tx) for secret in holder.secrets.values()]
    lost = sum(not _opens(tx, *secret) for secret in found)
    return len(found), lost, sum(not tx.vault.is_current(*secret) for secret in found)


def _opens(tx: Transaction, text: str, place: str) -> bool:
    try:
        tx.vault.open(text, place)
    except Unreadable:
        return False
    return True

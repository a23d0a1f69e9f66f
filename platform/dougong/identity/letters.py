"""What people are told by mail about their account. Asked for here; made and sent by the room of accounts.

A letter with a link is asked for without it: the secret is made when the letter goes out, so none ever lies in a job.
"""

from __future__ import annotations

from typing import Literal

from dougong.kit import jobs
from dougong.kit.db import Transaction

JOB = "accounts.letter"
Kind = Literal["invitation", "reset", "password_changed", "second_factor_on", "second_factor_off"]


def ask(tx: Transaction, kind: Kind, *, person_id: str = "", email: str = "", by: str | None = None) -> None:
    """A letter to somebody, or to whoever has this address (nobody: nothing is sent)."""
    jobs.enqueue(tx, JOB, {"kind": kind, "person": person_id, "email": email, "by": by})

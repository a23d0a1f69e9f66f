"""What ends by itself: used proofs and drafts that nobody went on with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dougong.kit.jobs import JobContext, job
from dougong.records.public import drafts, proof


@job("form_links.sweep", attempts=1, every=timedelta(hours=1))
def sweep(context: JobContext) -> dict[str, Any]:
    """Once an hour."""
    with context.database.transaction() as tx:
        return {"proofs": proof.forget_old(tx), "drafts": drafts.forget_old(tx)}

"""Named places where a test may kill, stop or delay the process, to see what is left behind.

`failpoint("flows.after_advance")` does nothing unless the environment variable `DOUGONG_FAILPOINTS` names the place
when the process starts: `flows.after_advance=kill@0.02,flows.before_commit=sleep:0.5`. Actions: `kill` (SIGKILL to this
very process), `raise` (a RuntimeError), `sleep:<seconds>`; `@<p>` acts only with that probability. Production sets no
such variable and pays one dictionary look-up.
"""

from __future__ import annotations

import os
import random
import signal
import time

VARIABLE = "DOUGONG_FAILPOINTS"
_ACTIVE: dict[str, tuple[str, float]] = {}


def failpoint(name: str) -> None:
    """Marks a place; what happens here is the environment's business."""
    if not _ACTIVE:
        return
    found = _ACTIVE.get(name)
    if found is None or random.random() >= found[1]:  # noqa: S311 - only tests come here
        return
    action = found[0]
    if action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif action.startswith("sleep:"):
        time.sleep(float(action.removeprefix("sleep:")))
    else:
        raise RuntimeError(f"fail point {name}")


def activate(text: str) -> None:
    """Replaces what is active; the empty text switches everything off."""
    _ACTIVE.clear()
    for part in filter(None, text.split(",")):
        name, _, rest = part.strip().partition("=")
        action, _, chance = rest.partition("@")
        if action not in ("kill", "raise") and not action.startswith("sleep:"):
            raise ValueError(f"unknown action of a fail point: {part}")
        _ACTIVE[name] = (action, float(chance or 1))


activate(os.environ.get(VARIABLE, ""))

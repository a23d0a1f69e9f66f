"""What a workbook can't hold as it is."""

from __future__ import annotations

import datetime as dt
from typing import Any

MOST_TEXT = 32_767
"""Characters of one cell."""
_FIRST_DAY = dt.date(1900, 3, 1)
"""Before it Excel counts a day that never was, or has no days at all."""
_CUT = "…"


def too_long(cell: Any) -> bool:
    """Whether the cell's text has to be cut."""
    return isinstance(cell, str) and len(cell) > MOST_TEXT


def fitting(cell: Any) -> Any:
    """The cell as a workbook can hold it: early days as texts, texts of at most 32,767 characters."""
    if isinstance(cell, dt.date) and (cell.date() if isinstance(cell, dt.datetime) else cell) < _FIRST_DAY:
        return cell.isoformat(sep=" ") if isinstance(cell, dt.datetime) else cell.isoformat()
    return cell[: MOST_TEXT - 1] + _CUT if too_long(cell) else cell

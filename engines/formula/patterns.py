"""Regular expressions by RE2: time is linear in the text, no look-around, no back-references."""

from functools import lru_cache
from typing import Any

import re2

from engines.formula.errors import VALUE, Fail
from engines.formula.limits import MAX_PATTERN


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 21
    try:
        return re2.compile(pattern, options)
    except re2.error:
        return None


def is_pattern(pattern: str) -> bool:
    """Whether RE2 takes the pattern."""
    return len(pattern) <= MAX_PATTERN and _compiled(pattern) is not None


def compile_pattern(pattern: str) -> Any:
    """The compiled pattern; #VALUE! when RE2 refuses it or it is too long."""
    found = _compiled(pattern) if len(pattern) <= MAX_PATTERN else None
    if found is None:
        raise Fail(VALUE)
    return found

"""Forms compiled together, kept for the few sets that are asked for again and again: an app's forms as they are
published, and as they would be. One publish asks for both several times, the next one begins with what the last made.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping

from engines.form.compile import CompiledForm, compile_form
from engines.form.definition import Form

_MOST = 4
"""Sets that are kept: a large app's takes some ten megabytes."""


class FormSet:
    """The forms of one app at one moment, each compiled when it is asked for first. For any number of threads."""

    def __init__(self, forms: Mapping[str, Form]) -> None:
        self.forms: Mapping[str, Form] = dict(forms)
        self._compiled: dict[str, CompiledForm] = {}

    def compiled(self, key: str) -> CompiledForm:
        """The form `key` against all of them."""
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = compile_form(self.forms[key], self.forms)
        return found

    def all(self) -> dict[str, CompiledForm]:
        """Every form of the set."""
        return {key: self.compiled(key) for key in self.forms}


_recent: deque[FormSet] = deque(maxlen=_MOST)
_lock = threading.Lock()


def form_set(forms: Mapping[str, Form]) -> FormSet:
    """The set of exactly these forms; the one at hand when they are equal to those of a recent one."""
    with _lock:
        known = tuple(_recent)
    for found in known:
        if found.forms == forms:
            return found
    made = FormSet(forms)
    with _lock:
        _recent.appendleft(made)
    return made

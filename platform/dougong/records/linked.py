"""Records that formulas, fills and rules read through links, loaded for a whole batch at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from dougong.records.relations import records_linking
from dougong.records.work import Item, Work
from engines.form.compile import CompiledForm
from engines.form.needs import needs
from engines.form.scope import relation_of

_ROUNDS = 8  # paths have at most two links, fills may chain a few more

Values = Mapping[str, Any]


class Linked:
    """Values of linked records by form and id. A deleted record counts as absent."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._known: dict[str, dict[str, Values | None]] = defaultdict(dict)

    def __call__(self, form_key: str, record_id: str) -> Values | None:
        """The record; one that no round of `load_for` foresaw (a link set by a rule) is loaded now."""
        if record_id not in self._known[form_key]:
            self.load(form_key, [record_id])
        return self._known[form_key][record_id]

    def load(self, form_key: str, ids: Sequence[str]) -> None:
        """Makes the records known; ids that don't exist are remembered as absent."""
        known = self._known[form_key]
        wanted = [record_id for record_id in ids if record_id not in known]
        relation = relation_of(form_key)
        if relation is not None:
            linking = records_linking(self._work, *relation, wanted)
            known.update({record_id: {"ids": linking.get(record_id)} for record_id in wanted})
            return
        found = self._work.repository(form_key).get_many(wanted) if wanted else {}
        for record_id in wanted:
            stored = found.get(record_id)
            gone = stored is None or stored.deleted
            known[record_id] = None if stored is None or gone else {**stored.values, **stored.system}

    def load_for(self, compiled: CompiledForm, items: Sequence[Item], *, recompute: bool = False) -> None:
        """Everything the evaluation of `items` will ask for; paths of several links take several rounds."""
        for _ in range(_ROUNDS):
            wanted: dict[str, set[str]] = defaultdict(set)
            for item in items:
                if not item.alive:
                    continue
                missing = needs(compiled, item.before, item.values, self._known, recompute=recompute)
                for form_key, ids in missing.items():
                    wanted[form_key] |= ids
            if not wanted:
                return
            for form_key, ids in wanted.items():
                self.load(form_key, sorted(ids))

"""docs/metrics.md from the registry. `python -m scripts.metric_reference` writes it.

A test compares the file with what this module makes, so that it can't go stale.
"""

from typing import Any

from engines.report.metrics import METRICS, Metric

_HEADER = """# Metrics 指标

<!-- Made by `python -m scripts.metric_reference`; edit engines/report/metrics/ instead. -->

{count} metrics. Each is a versioned definition in one file of `engines/report/metrics/`: `compute(frames, options,
scene=Scene(now, tz, calendar))` gives a result with `n`, `value`, `interval` (95 %) where one is defined, and `notes`
such as «too few». Same version, same data: same number. `compute_by(frames, by, …)` gives one result per group.

Shares are fractions (0.25 = 25 %), durations are seconds, NPS runs from −100 to 100. Money is added up as decimals.
Optional tables and columns are in *italics*. Golden values are tested in `tests/engines/report/metrics`.
"""


def reference() -> str:
    """The whole page."""
    parts = [_HEADER.format(count=len(METRICS)), "| key | 指标 | metric | unit | better |\n|---|---|---|---|---|"]
    parts[-1] += "".join(
        f"\n| [{m.key}](#{m.key}) | {m.label.zh} | {m.label.en} | {m.unit} | {m.better or '–'} |"
        for m in METRICS.values()
    )
    return "\n".join([*parts, *(_section(metric) for metric in METRICS.values())])


def _section(metric: Metric[Any, Any]) -> str:
    lines = [
        f"\n## {metric.key}\n",
        f"**{metric.label.zh}** · **{metric.label.en}** · version {metric.version}\n",
        f"{metric.doc.zh}\n",
        f"{metric.doc.en}\n",
        f"- 公式：{metric.formula.zh}",
        f"- Formula: {metric.formula.en}",
        f"- Source: {metric.source}",
    ]
    for table in metric.tables:
        columns = ", ".join(_name(column.key, column.optional) + f" {column.kind}" for column in table.columns)
        lines.append(f"- Table {_name(table.key, table.optional)} ({table.label.zh}, {table.label.en}): {columns}")
    options = metric.options.model_json_schema().get("properties", {})
    if options:
        lines.append("- Options: " + ", ".join(_option(key, schema) for key, schema in options.items()))
    return "\n".join(lines) + "\n"


def _name(key: str, optional: bool) -> str:
    return f"*`{key}`*" if optional else f"`{key}`"


def _option(key: str, schema: dict[str, Any]) -> str:
    """Its name with its default; «required» when there is none."""
    if "default" not in schema:
        return f"`{key}` (required)" if "additionalProperties" not in schema else f"`{key}`"
    return f"`{key}` = {schema['default']}"

"""What the designer offers: charts, metrics, functions, grains, and the fields of a form as queries may name them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from dougong.access.sources import SOURCES
from dougong.reports.naming import option_labels
from dougong.reports.scope import ViewerScope
from engines.form.fields._choices import ChoiceField
from engines.form.fields.link import LinkField
from engines.form.scope import SYSTEM
from engines.report.charts import MODULES
from engines.report.charts.base import ChartModel
from engines.report.definition import Dashboard
from engines.report.formats import THEMES
from engines.report.metrics import METRICS
from engines.report.program import GROUPABLE, TEMPORAL

Document = dict[str, Any]
_CHARTS: dict[str, tuple[str, str, str, str]] = {
    "kpi": ("指标卡", "KPI", "一个数字，可带对比和走势", "One number, perhaps with a comparison and its course"),
    "bar": ("条形图", "Bars", "一个维度，一个或多个数字", "A dimension and one or several numbers"),
    "line": ("折线图", "Line", "一个时间维度，一个或多个数字", "A dimension of time and one or several numbers"),
    "combo": ("双轴图", "Bars and lines", "一个维度，左右两轴的数字", "A dimension, numbers on two axes"),
    "pie": ("饼图", "Pie", "一个维度，一个可相加的数字", "A dimension and a number that adds up"),
    "funnel": ("漏斗图", "Funnel", "一个阶段维度，一个数字", "A dimension of stages and a number"),
    "gauge": ("仪表", "Gauge", "一个数字和目标", "A number and its target"),
    "scatter": ("散点图", "Scatter", "一个维度，两个数字", "A dimension and two numbers"),
    "heatmap": ("热力图", "Heat map", "两个维度（或星期×小时），一个数字", "Two dimensions (or weekday × hour)"),
    "treemap": ("矩形树图", "Treemap", "一至多个维度，一个可相加的数字", "Dimensions and a number that adds up"),
    "sankey": ("桑基图", "Sankey", "两个维度，一个数字", "Two dimensions and a number"),
    "waterfall": ("瀑布图", "Waterfall", "一个维度，一个可相加的数字", "A dimension and a number that adds up"),
    "map": ("地图", "Map", "一个地区维度，一个数字", "A dimension of regions and a number"),
    "cloud": ("词云", "Word cloud", "一个维度，一个数字", "A dimension and a number"),
    "pivot": ("透视表", "Pivot table", "行、列维度和多个数字", "Dimensions in rows and columns, numbers"),
    "table": ("明细表", "Table", "任意查询，或数据列表", "Any query, or a list of records"),
    "rfm": ("RFM 矩阵", "RFM grid", "客户、日期和金额", "Customers, days and money"),
    "cohort": ("同期群", "Cohort", "两个同粒度的时间维度，一个数字", "Two dimensions of time of one grain, a number"),
    "forecast": ("预测", "Forecast", "一个时间维度，一个数字", "A dimension of time and a number"),
    "metric": ("指标", "Metric", "一个指标及其数据表", "A metric and its tables"),
    "text": ("文字", "Text", "不需要数据", "No data"),
    "image": ("图片", "Picture", "不需要数据", "No data"),
}  # fmt: skip
_PARTS: dict[str, str] = {
    "kpi": "value!measure spark?time", "bar": "x!dimension y!measures series?dimension",
    "line": "x!time y!measures series?dimension", "combo": "x!dimension bars!measures lines!measures",
    "pie": "slice!dimension value!measure", "funnel": "stage!dimension value!measure series?dimension",
    "gauge": "value!measure target!measure",
    "scatter": "point!dimension x!measure y!measure size?measure series?dimension",
    "heatmap": "x!dimension y?dimension value!measure", "treemap": "levels!dimensions value!measure color?measure",
    "sankey": "levels!dimensions value!measure", "waterfall": "x!dimension value!measure",
    "map": "region!dimension value!measure", "cloud": "word!dimension value!measure",
    "rfm": "customer!dimension date!time amount!measure", "cohort": "start!time again!time value!measure",
    "forecast": "x!time y!measure",
}  # fmt: skip
"""What of its query each chart draws: `name!what` must be given, `name?what` may be."""
_FUNCTIONS = {
    "count": ("计数", "Count"), "distinct": ("去重计数", "Count distinct"), "sum": ("求和", "Sum"),
    "avg": ("平均", "Average"), "min": ("最小", "Minimum"), "max": ("最大", "Maximum"), "median": ("中位数", "Median"),
    "percentile": ("百分位", "Percentile"), "stddev": ("标准差", "Standard deviation"),
    "first": ("最早一条", "First"), "last": ("最近一条", "Last"),
}  # fmt: skip
_NUMBER_ONLY = frozenset({"sum", "avg", "median", "percentile", "stddev"})
_GRAINS = {
    "year": ("年", "Year"), "fiscal_year": ("财年", "Fiscal year"), "quarter": ("季度", "Quarter"),
    "fiscal_quarter": ("财季", "Fiscal quarter"), "month": ("月", "Month"), "iso_week": ("周（周一起）", "ISO week"),
    "week": ("周", "Week"), "day": ("日", "Day"), "hour": ("小时", "Hour"), "month_of_year": ("月份", "Month of year"),
    "day_of_month": ("几号", "Day of month"), "weekday": ("星期", "Weekday"), "hour_of_day": ("时刻", "Hour of day"),
    "weekday_hour": ("星期×小时", "Weekday × hour"),
}  # fmt: skip
_HOURS = frozenset({"hour", "hour_of_day", "weekday_hour"})
_FORMATS = {
    "number": ("数字", "Number"), "integer": ("整数", "Integer"), "percent": ("百分比", "Percent"),
    "money": ("金额", "Money"), "duration": ("时长", "Duration"), "days": ("天数", "Days"),
}  # fmt: skip


@cache
def catalogue() -> Document:
    """`GET /reports/catalogue`."""
    number, any_kind = ["number"], sorted(GROUPABLE)
    return {
        "charts": [_chart(type_) for type_ in MODULES],
        "sources": [{"key": key, "label": form.label} for key, form in SOURCES.items()],
        "metrics": [metric.card() for metric in METRICS.values()],
        "functions": [
            {"fn": fn, "label": _both(texts), "takes": number if fn in _NUMBER_ONLY else any_kind}
            for fn, texts in _FUNCTIONS.items()
        ],
        "grains": [
            {"grain": grain, "label": _both(texts), "of": ["datetime"] if grain in _HOURS else ["date", "datetime"]}
            for grain, texts in _GRAINS.items()
        ],
        "formats": [{"format": key, "label": _both(texts)} for key, texts in _FORMATS.items()],
        "themes": [{"key": key, "colors": list(colors)} for key, colors in THEMES.items()],
    }


@cache
def dashboard_schema() -> Document:
    """The JSON Schema of a dashboard's document."""
    schema = Dashboard.model_json_schema(by_alias=True, mode="validation")
    address = "https://dougong.dev/schemas/dashboard.json"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": address, **schema}


def fields_of(scope: ViewerScope, language: str) -> Document:
    """`GET …/report-fields`: every path worth offering, as the viewer may name it."""
    form = scope.access.catalog.form(scope.form)
    history = [field.key for field in form.fields if isinstance(field, ChoiceField) and scope.resolve((field.key,))]
    return {"form": scope.form, "fields": list(_fields(scope, language)), "history": history}


def _fields(scope: ViewerScope, language: str) -> Iterator[Document]:
    for name in _paths(scope):
        path = tuple(name.split("."))
        route = scope.route(path)
        if route is None:
            continue
        kind, field = route.type.kind, scope.field(path)
        options = None
        if isinstance(field, ChoiceField):
            labels = option_labels(field, language)
            colors = {value: getattr(option, "color", None) for value, option in field.by_value.items()}
            options = [{"value": value, "label": label, "color": colors[value]} for value, label in labels.items()]
        yield {
            "path": name, "label": route.ref.label or name, "type": kind, "options": options,
            "many": bool(route.entity), "group": kind in GROUPABLE, "sum": kind == "number",
            "time": kind in TEMPORAL, "via": list(path[:-1]),
        }  # fmt: skip


def _paths(scope: ViewerScope) -> list[str]:
    """The names of the form's scope, and a second step along links to one record."""
    names = [name for name in scope.names() if not name.startswith("user")]
    forms, further = scope.access.catalog.forms, list[str]()
    for name in names:
        field = scope.field(tuple(name.split(".")))
        if isinstance(field, LinkField) and not field.many and field.form in forms:
            own = [*(each.key for each in forms[field.form].fields), "owner", "created_at"]
            further += [f"{name}.{key}" for key in own]
    return list(dict.fromkeys([*names, *(name for name in SYSTEM if name != "version"), *further]))


def _chart(type_: str) -> Document:
    zh, en, needs_zh, needs_en = _CHARTS[type_]
    model = _model(type_)
    return {
        "type": type_, "label": {"zh-CN": zh, "en": en}, "needs": {"zh-CN": needs_zh, "en": needs_en},
        "parts": list(_parts(type_)), "schema": model.model_json_schema(by_alias=True),
        "query": type_ not in ("text", "image", "metric"),
    }  # fmt: skip


def _model(type_: str) -> type[ChartModel]:
    module = MODULES[type_]
    return next(
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, ChartModel) and value is not ChartModel
    )


def _parts(type_: str) -> Iterator[Document]:
    """The parts of a chart that name keys of the query."""
    for part in _PARTS.get(type_, "").split():
        mark = "!" if "!" in part else "?"
        name, _, what = part.partition(mark)
        yield {"key": name, "what": what, "required": mark == "!"}


def _both(texts: tuple[str, str]) -> dict[str, str]:
    return {"zh-CN": texts[0], "en": texts[1]}

"""The charts: one file per type, registered here and nowhere else. docs/adding-a-chart.md tells how to add one."""

from typing import Annotated, TypeAlias

from pydantic import Field

from engines.report.charts import (
    bar,
    cloud,
    cohort,
    combo,
    forecast,
    funnel,
    gauge,
    heatmap,
    image,
    kpi,
    line,
    metric,
    pie,
    pivot,
    rfm,
    sankey,
    scatter,
    table,
    text,
    treemap,
    waterfall,
)  # fmt: skip
from engines.report.charts import map as map_
from engines.report.charts.bar import BarChart
from engines.report.charts.cloud import CloudChart
from engines.report.charts.cohort import CohortChart
from engines.report.charts.combo import ComboChart
from engines.report.charts.forecast import ForecastChart
from engines.report.charts.funnel import FunnelChart
from engines.report.charts.gauge import GaugeChart
from engines.report.charts.heatmap import HeatmapChart
from engines.report.charts.image import ImageChart
from engines.report.charts.kpi import KpiChart
from engines.report.charts.line import LineChart
from engines.report.charts.map import MapChart
from engines.report.charts.metric import MetricChart
from engines.report.charts.pie import PieChart
from engines.report.charts.pivot import PivotChart
from engines.report.charts.rfm import RfmChart
from engines.report.charts.sankey import SankeyChart
from engines.report.charts.scatter import ScatterChart
from engines.report.charts.table import TableChart
from engines.report.charts.text import TextChart
from engines.report.charts.treemap import TreemapChart
from engines.report.charts.waterfall import WaterfallChart

AnyChart: TypeAlias = Annotated[
    KpiChart | BarChart | LineChart | ComboChart | PieChart | FunnelChart | GaugeChart | ScatterChart | HeatmapChart
    | TreemapChart | SankeyChart | WaterfallChart | MapChart | CloudChart | PivotChart | TableChart | RfmChart |
    CohortChart | ForecastChart | MetricChart | TextChart | ImageChart,
    Field(discriminator="type"),
]  # fmt: skip

MODULES = {
    "kpi": kpi, "bar": bar, "line": line, "combo": combo, "pie": pie, "funnel": funnel, "gauge": gauge,
    "scatter": scatter, "heatmap": heatmap, "treemap": treemap, "sankey": sankey, "waterfall": waterfall, "map": map_,
    "cloud": cloud, "pivot": pivot, "table": table, "rfm": rfm, "cohort": cohort, "forecast": forecast,
    "metric": metric, "text": text, "image": image,
}  # fmt: skip
"""Type → the file that knows how to fit and draw it."""

"""Word cloud: the words of a text field, or the members of a dimension (R99)."""

from typing import Literal

from engines.report.charts.base import ChartModel
from engines.report.parts import Key


class CloudChart(ChartModel):
    """词云 / Word cloud."""

    type: Literal["cloud"]
    word: Key
    value: Key

"""What every chart is: a shape that says which parts of its query it draws, and refuses what does not fit.

A chart file holds the model, `fits(chart, query)` (a sentence in both languages per thing that does not fit) and
`traces(chart, answer, look)` (plotly data; None for charts that the page draws itself). docs/adding-a-chart.md.
"""

from engines.report.parts import Key, Part


class ChartModel(Part):
    """`x`, `y`, `series` … name dimensions and measures of the tile's query by their keys."""


Keys = tuple[Key, ...]

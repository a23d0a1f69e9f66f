"""Where dashboards are kept."""

from __future__ import annotations

from dataclasses import dataclass

from dougong.apps.versioned import Document as Document
from dougong.apps.versioned import Drawn, DrawnRow
from dougong.reports.models import dashboard, dashboard_draft, dashboard_version


@dataclass(frozen=True)
class DashboardRow(DrawnRow):
    """A dashboard with its draft; `app`: the key of its app."""

    app: str


dashboards = Drawn(dashboard, dashboard_draft, dashboard_version, DashboardRow)

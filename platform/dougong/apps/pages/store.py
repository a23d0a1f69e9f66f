"""Where pages are kept."""

from __future__ import annotations

from dougong.apps.models import page, page_draft, page_version
from dougong.apps.versioned import Document as Document
from dougong.apps.versioned import Drawn, DrawnRow

PageRow = DrawnRow
"""A page has nothing beside what all of them have."""

pages = Drawn(page, page_draft, page_version, PageRow)

"""Names of the columns that a workbook of refused rows has beside those of the file."""

from __future__ import annotations

ROW_KEY = "_dougong_row"
"""Header of the hidden column by which a mended file names its rows: `<import id>:<row number>`."""
REASONS = {"zh-CN": "需要修改的原因", "en": "What to mend"}
"""Header of the column that says why; it is no data."""

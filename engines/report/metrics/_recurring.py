"""What metrics of recurring revenue share: customers with their value at the start and at the end of a period."""

from __future__ import annotations

from engines.report.metrics._frames import column, table

BOOK = table(
    "customers", "客户期初期末收入", "customers with their recurring revenue",
    column("customer", "id", "客户", "customer"),
    column("start", "money", "期初经常性收入", "recurring revenue at the start"),
    column("end", "money", "期末经常性收入", "recurring revenue at the end"),
)  # fmt: skip

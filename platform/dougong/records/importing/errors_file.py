"""A workbook of what could not be imported: row, column, value, reason."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from dougong.files import service as files
from dougong.files.service import FileFacts
from dougong.files.store import FileStore
from dougong.kit.jobs import JobContext

_HEADERS = {"zh-CN": ("行号", "列", "原内容", "原因"), "en": ("Row", "Column", "Value", "Reason")}
_TITLE = {"zh-CN": "导入错误", "en": "import errors"}
_LIMIT = 64 * 1024 * 1024


def write_errors_file(
    context: JobContext, name: str, errors: Sequence[dict[str, Any]], bad: int, language: str
) -> FileFacts:
    """Stores the workbook for the job's owner. `bad` rows were refused; a last line says when not all are listed."""
    with tempfile.TemporaryDirectory(prefix="dougong-errors-") as folder:
        path = Path(folder) / "errors.xlsx"
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 0)
            sheet.set_column(1, 3, 30)
            sheet.write_row(0, 0, _HEADERS[language], book.add_format({"bold": True}))
            for line, error in enumerate(errors, start=1):
                sheet.write_number(line, 0, error["row"])
                for column, part in enumerate(("column", "value", "message"), start=1):
                    sheet.write_string(line, column, str(error[part] or ""))
            if len({error["row"] for error in errors}) < bad:
                rest = {
                    "zh-CN": f"共有 {bad} 行有问题，这里只列出前面的。",
                    "en": f"{bad} rows have problems; these come first.",
                }
                sheet.write_string(len(errors) + 1, 3, rest[language])
        with path.open("rb") as content:
            return files.upload(
                context.database,
                context.resource(FileStore),
                content,
                f"{Path(name).stem} {_TITLE[language]}.xlsx",
                limit=_LIMIT,
                created_by=context.owner_id,
                kept=True,
            )

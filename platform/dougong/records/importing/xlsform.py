"""An XLSForm workbook as a definition of ours. Runs in a disposable child process (`dougong.kit.childproc`)."""

from __future__ import annotations

from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from dougong.kit.errors import Invalid, say
from dougong.records.importing.sheets import check_workbook
from engines.form.problems import DefinitionErrors
from engines.form.xlsform.convert import convert

_SHEETS = ("survey", "choices", "settings")
_ROWS, _COLUMNS = 20_000, 200


def read(path: str, name: str) -> dict[str, Any]:
    """`{"definition", "left": [{row, name, message}]}`. `name`: of the form when its settings have none."""
    check_workbook(path)
    try:
        workbook = CalamineWorkbook.from_path(path)
        titles = {title.strip().lower(): title for title in workbook.sheet_names}
        rows = {
            each: workbook.get_sheet_by_name(titles[each]).to_python(skip_empty_area=False)
            for each in _SHEETS
            if each in titles
        }
        survey, choices, settings = ([row[:_COLUMNS] for row in rows.get(each, [])[:_ROWS]] for each in _SHEETS)
        made = convert(survey, choices, settings, name)
    except (CalamineError, DefinitionErrors) as wrong:
        raise Invalid(say("无法读取此 XLSForm。", "This XLSForm can't be read."), "xlsform_unreadable") from wrong
    return {"definition": made.definition, "left": made.left}

"""From filled records to a file: PDF set by typst in the limited child, or an uploaded template filled there."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dougong.kit.childproc import run_limited
from dougong.kit.types import dump_json
from dougong.kit.typeset import FONTS, SOURCE
from dougong.records.printing.filling import Filled, Filling, nothing_to_print, size_of
from engines.form.prints.definition import Print

_PROGRAM = Path(__file__).parent / "paper.typ"
_UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
PDF = "application/pdf"
TYPES = {
    "pdf": PDF,
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


@dataclass(frozen=True)
class Printed:
    """The file and what it is called."""

    path: Path
    name: str
    records: int

    @property
    def type(self) -> str:
        return TYPES[self.path.suffix.removeprefix(".")]


def prepared(filling: Filling, ids: Sequence[str], tell: Callable[[int], None] = lambda _done: None) -> list[Filled]:
    """Fills the template for each record; a problem when nothing is left of them."""
    found = []
    for one in filling.fill(ids):
        found.append(one)
        if len(found) % 50 == 0:
            tell(len(found))
    if not found:
        raise nothing_to_print()
    return found


def press(folder: Path, template: Print, language: str, docs: Sequence[Filled], *, start: int, wall_s: int) -> Printed:
    """The file. Pictures stand in `folder` already."""
    name = _file_name(docs[0].name)
    if not template.uploaded:
        typeset(folder, template, language, docs, start, "pdf", wall_s=wall_s)
        return Printed(folder / "out.pdf", f"{name}.pdf", len(docs))
    assert template.file is not None
    source = folder / f"template.{template.kind}"
    source.write_bytes(template.file.data())
    data = folder / "data.json"
    data.write_text(dump_json([doc.content for doc in docs]), encoding="utf-8")
    run_limited(
        f"dougong.records.printing.{template.kind}:fill",
        [str(source), str(data), str(folder)],
        cpu_s=wall_s,
        memory_mb=768,
        wall_s=wall_s,
        file_mb=64,
    )
    made = [folder / f"out{number}.{template.kind}" for number in range(1, len(docs) + 1)]
    if len(made) == 1:
        return Printed(made[0], f"{name}.{template.kind}", 1)
    return Printed(_zipped(folder, made, docs), f"{name}.zip", len(docs))


def typeset(
    folder: Path,
    template: Print,
    language: str,
    docs: Sequence[Filled],
    start: int,
    form: Literal["pdf", "png"],
    *,
    wall_s: int,
) -> int:
    """Sets the pages in the child. → how many files"""
    width, height = size_of(template)
    data: dict[str, Any] = {
        "kind": template.kind,
        "fonts": list(FONTS),
        "size": template.font_size,
        "lang": "en" if (template.language or language) == "en" else "zh",
        "paper": {"w": width, "h": height, "margin": list(template.paper.margin)},
        "sheet": template.sheet.model_dump(),
        "numbers": template.page_numbers,
        "start": start,
        "docs": [doc.content for doc in docs],
    }
    (folder / "data.json").write_text(dump_json(data), encoding="utf-8")
    shutil.copyfile(_PROGRAM, folder / SOURCE)
    made: int = run_limited(
        "dougong.kit.typeset:typeset",
        [str(folder), form],
        cpu_s=wall_s,
        memory_mb=1_536,
        wall_s=wall_s,
        file_mb=256,
    )
    return made


def _zipped(folder: Path, made: Sequence[Path], docs: Sequence[Filled]) -> Path:
    """Several uploaded templates can't become one document: they travel in an archive."""
    target = folder / "out.zip"
    taken: set[str] = set()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, doc in zip(made, docs, strict=True):
            name, number = _file_name(doc.name), 2
            while f"{name}{path.suffix}" in taken:
                name, number = f"{_file_name(doc.name)} ({number})", number + 1
            taken.add(f"{name}{path.suffix}")
            archive.write(path, f"{name}{path.suffix}")
    return target


def _file_name(words: str) -> str:
    """What every system takes as the name of a file."""
    return _UNFIT.sub(" ", words).strip(" .")[:120] or "print"

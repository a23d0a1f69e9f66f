"""Paper without a browser: a folder with a typst program and its data becomes PDF pages or pictures of them.

Texts travel as data (JSON beside the program), never as markup, so nothing in a record can be read as typst's language,
and a program sees its own folder only. `typeset` is for the limited child (`dougong.kit.childproc`): what it sets may
hold pictures that somebody uploaded.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import typst

FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Microsoft YaHei",
         "PingFang SC", "Libertinus Serif")  # fmt: skip
"""The first that is installed: Chinese first, one that typst brings along last."""
SOURCE = "main.typ"


def typeset(folder: str, form: Literal["pdf", "png"], ppi: float = 110.0) -> int:
    """Runs in the child: `main.typ` of the folder → `out.pdf`, or `out1.png`, `out2.png` … → how many files."""
    place = Path(folder)
    made: Any = typst.compile(str(place / SOURCE), root=folder, format=form, ppi=ppi)
    if form == "pdf":
        (place / "out.pdf").write_bytes(bytes(made))
        return 1
    pages = [made] if isinstance(made, bytes) else list(made)
    for number, page in enumerate(pages, 1):
        (place / f"out{number}.png").write_bytes(bytes(page))
    return len(pages)

"""Keys from labels: 客户名称 → kehumingcheng, 联系方式(手机) → lianxifangshi_shouji, Deal Amount → deal_amount.

Deterministic: the same label, the same keys already taken, the same answer.
"""

import functools
import importlib
import re
import unicodedata
from collections.abc import Callable, Collection

from engines.form.definition import RESERVED_KEYS

MAX_KEY = 48
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")


@functools.cache
def _pinyin() -> Callable[[str], list[str]]:
    """A third of a second and 40 MB of dictionaries: loaded when the first Chinese label comes, not at every start."""
    found: Callable[[str], list[str]] = importlib.import_module("pypinyin").lazy_pinyin
    return found


def make_key(label: str, taken: Collection[str] = (), tombstones: Collection[str] = (), fallback: str = "field") -> str:
    """A key for a new field or form: pinyin for Chinese, words joined by _, at most 48 characters, none that
    is `taken`, reserved or was ever used (`tombstones`). `fallback` for a label without any letter."""
    words = _CHINESE.sub(lambda match: f" {''.join(_pinyin()(match.group()))} ", label)
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    base = "_".join(re.findall(r"[a-z0-9]+", plain)).strip("_")
    if not base[:1].isalpha():
        base = f"{fallback}_{base}".strip("_")
    base = base[:MAX_KEY].rstrip("_")
    key, number = base, 1
    while key in taken or key in tombstones or key in RESERVED_KEYS:
        number += 1
        key = f"{base[: MAX_KEY - 1 - len(str(number))]}_{number}"
    return key

"""Chinese by its sound: how names sort and are found on databases that know no Chinese order."""

from __future__ import annotations

from dougong.kit.later import later

_pypinyin = later("pypinyin")  # dictionaries of 40 MB


def sound_of(text: str) -> str:
    """`张三` → `zhang san zs`: syllables, then initials. Other text: lower case as it is, so `Alice` → `alice`."""
    syllables = [each.strip().lower() for each in _pypinyin.lazy_pinyin(text)]
    syllables = [each for each in syllables if each]
    plain = " ".join(syllables)
    return plain if len(syllables) < 2 else f"{plain} {''.join(each[0] for each in syllables)}"

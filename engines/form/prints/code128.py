"""Barcodes: Code 128 (ISO/IEC 15417) as widths of bars and gaps, the modules of one barcode from left to right.

Subset C for runs of digits, B for the rest of ASCII; other characters have no barcode.
"""

_START_B, _START_C, _TO_C, _TO_B, _STOP = 104, 105, 99, 100, 106
_WIDTHS = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222
123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321
232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121
313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224
111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111
111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113
114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112
"""
PATTERNS = tuple(_WIDTHS.split())
QUIET = 10
"""Modules of white that stand on both sides."""
MOST = 80


def values(text: str) -> list[int] | None:
    """The symbol values, checksum and stop included; None for a text that has no barcode."""
    if not 0 < len(text) <= MOST or any(not " " <= char <= "~" for char in text):
        return None
    found: list[int] = []
    at, digits = 0, False
    while at < len(text):
        run = len(text[at:]) - len(text[at:].lstrip("0123456789"))
        wanted = run >= 4 or (run >= 2 and run == len(text)) or (digits and run >= 2)
        if wanted != digits or not found:
            found.append((_START_C if wanted else _START_B) if not found else _TO_C if wanted else _TO_B)
            digits = wanted
        if digits:
            found.append(int(text[at : at + 2]))
            at += 2
        else:
            found.append(ord(text[at]) - 32)
            at += 1
    check = (found[0] + sum(place * value for place, value in enumerate(found))) % 103
    return [*found, check, _STOP]


def modules(text: str) -> list[bool] | None:
    """Black (True) and white modules, without the quiet zone."""
    symbols = values(text)
    if symbols is None:
        return None
    bars: list[bool] = []
    for symbol in symbols:
        for place, width in enumerate(PATTERNS[symbol]):
            bars += [place % 2 == 0] * int(width)
    return bars

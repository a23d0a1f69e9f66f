"""The pictures of the README, cut from `var/shots`: `.venv/bin/python -m scripts.shooting.pictures`."""

import argparse
from pathlib import Path

from PIL import Image

from scripts.provision.places import ROOT, VAR, make_folder

LARGEST_BYTES = 150_000
CUTS: dict[str, tuple[str, int, tuple[int, int, int, int], int]] = {
    # name: page, screen, (left, top, right, bottom) of the screen, width of the picture
    "grid": ("grid-colours", 1440, (0, 0, 1440, 760), 1200),
    "designer": ("designer-field", 1440, (0, 0, 1440, 900), 1000),
    "phone": ("new-record", 390, (0, 0, 390, 844), 390),
    "board": ("view-board", 1440, (0, 0, 1440, 820), 1000),
    "record": ("record", 1440, (0, 0, 1440, 900), 1000),
    "dashboard": ("dashboard", 1440, (0, 0, 1440, 900), 1000),
    "flow": ("flow-campaign", 1440, (0, 0, 1440, 900), 1000),
    "import": ("import-columns", 1440, (0, 0, 1440, 900), 1000),
    "roles": ("roles", 1440, (0, 0, 1440, 820), 1000),
    "api": ("api", 1440, (0, 0, 1440, 820), 1000),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shots", type=Path, default=VAR / "shots")
    shots: Path = parser.parse_args().shots
    folder = make_folder(ROOT / "docs" / "pictures")
    for name, (page, screen, box, width) in CUTS.items():
        for language in ("zh-CN", "en"):
            with Image.open(shots / f"{page}-{language}-{screen}-full.png") as taken:
                scale = taken.width / screen
                left, top, right, bottom = (round(side * scale) for side in box)
                cut = taken.convert("RGB").crop((left, top, right, bottom))
            cut = cut.resize((width, round(cut.height * width / cut.width)), Image.Resampling.LANCZOS)
            write(cut, folder / f"{name}-{language}.png")


def write(picture: Image.Image, file: Path) -> None:
    """As many colours as fit. Raises ValueError when even few are too many."""
    for colours in (256, 128, 64, 32):
        picture.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size <= LARGEST_BYTES:
            print(f"{file.name} {file.stat().st_size // 1000} kB")
            return
    raise ValueError(f"{file} is too large")


if __name__ == "__main__":
    main()

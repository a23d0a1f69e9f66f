"""`dougong` some days later: `python later.py <days> up --port 0 …`. All clocks of the process are moved."""

import sys
from datetime import UTC, datetime, timedelta

import time_machine

from dougong.cli import main


def run() -> None:
    """The command line of the product, on that day."""
    days = float(sys.argv.pop(1))
    with time_machine.travel(datetime.now(UTC) + timedelta(days=days), tick=True):
        main()


if __name__ == "__main__":
    run()

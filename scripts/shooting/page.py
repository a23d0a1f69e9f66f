"""What one picture is of."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page as Tab

Act = Callable[[Tab], None]


@dataclass(frozen=True)
class Page:
    """One picture: its name in `var/shots`, where it is, and whether one must be signed in.

    `path` may name `{customer}`, `{task}`, `{instance}` …, the id of some row; such a page exists only where there is
    data. `act` does what a picture of the page needs: opens a drawer, chooses a tab. `before_apps` pages are pictured
    in the empty product before it has any app; `phone=False`: what can only be done on a wide screen.
    """

    name: str
    path: str
    act: Act | None = None
    signed_in: bool = True
    before_apps: bool = False
    phone: bool = True

    @property
    def needs_records(self) -> bool:
        return "{" in self.path

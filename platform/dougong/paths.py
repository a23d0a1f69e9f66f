"""Where the parts that are not Python stand: inside the wheel (`_bundled`), else in the checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_BUNDLED = _PACKAGE / "_bundled"
_CHECKOUT = _PACKAGE.parent.parent


def _find(bundled: str, checkout: str) -> Path:
    inside = _BUNDLED / bundled
    return inside if inside.exists() else _CHECKOUT / checkout


def migrations() -> Path:
    """Alembic's folder of schema versions."""
    return _find("migrations", "migrations")


def templates() -> Path:
    """App packages that can be installed, one folder each."""
    return _find("templates", "templates")


def page() -> Path:
    """The built browser page; may be absent in a checkout that was never built."""
    return _find("page", "frontend/dist")

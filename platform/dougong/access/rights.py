"""Every route declares the right it needs; a test walks the app and fails for one that doesn't.

```
@router.get("/apps/{app}/roles", dependencies=[requires("app:design")])   # FastAPI
Route("/api/v1/…/records", records, name="list")  +  @declares("record:read")   # Starlette endpoint
```
The marker says which right; the route's own code asks for it (the compiler, a service). It opens nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from fastapi import Depends
from fastapi.params import Depends as DependsMarker
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount

Right = Literal[
    "anyone",  # no sign-in: health, sign-in itself, the page
    "person",  # any signed-in person, about themselves or what everybody may know
    "admin",  # platform administrators
    "app:open",  # whoever has any grant in the app
    "app:design",  # builders of the app
    "app:own",  # the app's owners
    "record:create",
    "record:read",
    "record:update",
    "record:delete",
    "record:export",
    "record:import",
    "task",  # the person a task belongs to
    "job",  # the person who started it
    "file",  # whoever may read a record that holds the file
]

ATTRIBUTE = "__dougong_right__"
_Endpoint = TypeVar("_Endpoint", bound=Callable[..., Any])


@dataclass(frozen=True)
class _Marker:
    """A dependency that does nothing; its `right` is the declaration."""

    right: Right

    def __call__(self) -> None:
        return None


def requires(right: Right) -> Any:
    """For `dependencies=[…]` of a FastAPI route or router."""
    return Depends(_Marker(right))


def declares(right: Right) -> Callable[[_Endpoint], _Endpoint]:
    """For the endpoint of a plain Starlette route."""

    def mark(endpoint: _Endpoint) -> _Endpoint:
        setattr(endpoint, ATTRIBUTE, right)
        return endpoint

    return mark


def declared_right(route: BaseRoute) -> Right | None:
    """The right a route declares, None when it doesn't."""
    if isinstance(route, APIRoute):
        for dependency in route.dependencies:
            if isinstance(dependency, DependsMarker) and isinstance(dependency.dependency, _Marker):
                return dependency.dependency.right
    endpoint = getattr(route, "endpoint", None)
    found: Right | None = getattr(endpoint, ATTRIBUTE, None)
    return found


def undeclared_routes(app: Any) -> list[str]:
    """`GET /path` of every route of a FastAPI or Starlette app (mounts included) that declares no right."""
    return sorted(_undeclared(app.routes, ""))


def _undeclared(routes: Sequence[BaseRoute], prefix: str) -> Iterator[str]:
    for route in routes:
        if isinstance(route, Mount) and route.routes and declared_right(route) is None:
            yield from _undeclared(route.routes, prefix + route.path)
        elif declared_right(route) is None:
            path = getattr(route, "path", repr(route))
            methods = ",".join(sorted(getattr(route, "methods", None) or ())) or "*"
            yield f"{methods} {prefix}{path}"

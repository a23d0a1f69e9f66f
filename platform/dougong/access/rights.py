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
from fastapi.routing import RouteContext, iter_route_contexts
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


def declared_right(route: RouteContext) -> Right | None:
    """The right a route declares itself or through a router it is part of, None when it doesn't."""
    for dependency in getattr(route, "dependencies", ()):
        if isinstance(dependency, DependsMarker) and isinstance(dependency.dependency, _Marker):
            return dependency.dependency.right
    found: Right | None = getattr(getattr(route, "endpoint", None), ATTRIBUTE, None)
    return found


def undeclared_routes(app: Any) -> list[str]:
    """`GET /path` of every route of a FastAPI or Starlette app (routers and mounts included) without a right."""
    return sorted(_undeclared(app.routes, ""))


def _undeclared(routes: Sequence[BaseRoute], prefix: str) -> Iterator[str]:
    for route in iter_route_contexts(routes):
        if declared_right(route) is not None:
            continue
        mounted = route.original_route
        if isinstance(mounted, Mount) and mounted.routes:
            yield from _undeclared(mounted.routes, f"{prefix}{route.path}")
        else:
            yield f"{','.join(sorted(route.methods or ())) or '*'} {prefix}{route.path}"

"""A public link of the shop's orders, and strangers who come by it."""

import hashlib
from collections.abc import Mapping
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

from tests.dougong.records.conftest import Shop

LINKS = "/api/v1/apps/shop/forms/order/links"
FIELDS = ("customer", "status", "reason", "due", "lines")


def settings(*fields: Any, **more: Any) -> dict[str, Any]:
    """A link that asks for the order's fields and offers customers of level a."""
    asked = [each if isinstance(each, dict) else {"field": each} for each in fields or FIELDS]
    offered = {"customer": {"filter": "level = 'a'"}} if any(each["field"] == "customer" for each in asked) else {}
    return {"fields": asked, "choices": offered, **more}


def made(shop: Shop, body: Mapping[str, Any] | None = None, links: str = LINKS, **more: Any) -> dict[str, Any]:
    """A link; `more`: password, active."""
    document = {"label": "官网", "settings": body or settings(), **more}
    answer = shop.builder.browser.post(links, json=document)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def solved(challenge: str, bits: int) -> dict[str, Any]:
    """What the page does before it sends."""
    nonce = 0
    while int.from_bytes(hashlib.sha256(f"{challenge}:{nonce}".encode()).digest()[:8]) >> (64 - bits):
        nonce += 1
    return {"challenge": challenge, "nonce": nonce}


class Stranger:
    """A browser without an account, at a public form."""

    def __init__(self, shop: Shop, link: Mapping[str, Any], address: str = "testclient") -> None:
        self.browser: TestClient = shop.company.browser(address)
        self.token = str(link["url"]).partition("?")[0].rpartition("/")[2]
        self.base = f"/api/v1/public/forms/{self.token}"
        self.headers: dict[str, str] = {}
        self.number = 0

    def get(self, path: str = "", **parameters: Any) -> Response:
        return self.browser.get(self.base + path, headers=self.headers, params=parameters)

    def open(self, **parameters: Any) -> dict[str, Any]:
        answer = self.get(**parameters)
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        self.headers["x-form-visitor"] = document["visitor"]
        return document

    def proof(self) -> dict[str, Any]:
        asked = self.browser.post(f"{self.base}:challenge", headers=self.headers)
        assert asked.status_code == 200, asked.text
        return solved(asked.json()["challenge"], asked.json()["bits"])

    def send(self, values: Mapping[str, Any], key: str = "", **more: Any) -> Response:
        """An answer; `more`: proof, prefill, channel, draft."""
        self.number += 1
        body = {"values": dict(values), "proof": more.pop("proof", None) or self.proof(), **more}
        headers = {**self.headers, "idempotency-key": key or f"k{self.number}"}
        return self.browser.post(f"{self.base}/answers", headers=headers, json=body)


def codes(answer: Response) -> list[tuple[str, str]]:
    """(field, code) of what was refused."""
    return [(each["field"], each["code"]) for each in answer.json().get("errors", ())]

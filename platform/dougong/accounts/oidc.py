"""OpenID Connect, the code flow with PKCE: what is said to a provider, and what of its answers is believed.

Calls go out through the one outbound client; the host of the issuer may be private, since an administrator has named
it, others may not. ID tokens are checked against the issuer's published keys, with asymmetric algorithms only.
"""

from __future__ import annotations

import base64
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import quote_plus, urlsplit

import orjson
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from dougong.kit.errors import NotAllowed, Text, Unavailable, say
from dougong.kit.outbound import CallFailed, Outbound

SCOPE = "openid email profile"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""No `none`, and none whose key is our own secret: what a provider signs, only it can sign."""
LEEWAY_SECONDS = 60
_REMEMBERED_SECONDS = 600.0
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Client:
    """We, as the provider knows us."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str


@dataclass(frozen=True)
class Sent:
    """What went with somebody to the provider, and has to come back."""

    state: str
    nonce: str
    verifier: str


class Provider:
    """One issuer, asked through `out`. Its documents are remembered for ten minutes per process."""

    _memory: ClassVar[dict[str, tuple[float, dict[str, Any]]]] = {}
    _lock: ClassVar = threading.Lock()

    def __init__(self, out: Outbound, client: Client) -> None:
        host = urlsplit(client.issuer).hostname or ""
        self._out = out if out.closed else Outbound((*out.allow, host))  # closed: the operator alone opens
        self._client = client

    def address(self, sent: Sent) -> str:
        """Where the browser is sent."""
        uri: str = prepare_grant_uri(
            self.metadata()["authorization_endpoint"],
            client_id=self._client.client_id,
            response_type="code",
            redirect_uri=self._client.redirect_uri,
            scope=SCOPE,
            state=sent.state,
            nonce=sent.nonce,
            code_challenge=create_s256_code_challenge(sent.verifier),
            code_challenge_method="S256",
        )
        return uri

    def claims(self, code: str, sent: Sent, now: datetime) -> dict[str, Any]:
        """Who came back with this code: the claims of the ID token, with what /userinfo adds. Raises NotAllowed,
        Unavailable."""
        answer = self._exchange(code, sent)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise refused("no ID token")
        access = answer.get("access_token")
        told = self._checked(token, sent.nonce, access, now)
        endpoint = self.metadata().get("userinfo_endpoint")
        if "email" not in told and endpoint and isinstance(access, str):
            more = self._get(endpoint, {"authorization": f"Bearer {access}"})
            if more.get("sub") != told["sub"]:
                raise refused("userinfo is about somebody else")
            told = more | told
        return told

    def metadata(self) -> dict[str, Any]:
        """What the issuer publishes about itself."""
        base = self._client.issuer.rstrip("/")
        found = self._remembered(f"{base}/.well-known/openid-configuration")
        if found.get("issuer") != self._client.issuer:
            raise refused(f"the discovery document is of {found.get('issuer')}")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            parts = urlsplit(str(found.get(name, "")))
            if parts.scheme != "https" and not (parts.scheme == "http" and base.startswith("http://")):
                raise refused(f"{name} is no https address")
        return found

    def _exchange(self, code: str, sent: Sent) -> dict[str, Any]:
        body: str = prepare_token_request(
            "authorization_code", code=code, redirect_uri=self._client.redirect_uri, code_verifier=sent.verifier
        )
        headers = {"content-type": _FORM, "accept": "application/json"}
        # one way of saying who we are, the standard's own unless the provider takes only the other
        ways = self.metadata().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        name, secret = quote_plus(self._client.client_id), quote_plus(self._client.client_secret)
        if "client_secret_basic" in ways:
            headers["authorization"] = "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()
        else:
            body += f"&client_id={name}&client_secret={secret}"
        return self._call("POST", self.metadata()["token_endpoint"], headers, body.encode())

    def _checked(self, token: str, nonce: str, access: object, now: datetime) -> dict[str, Any]:
        try:
            decoded = self._decoded(token)
            wanted: Any = {
                "iss": {"essential": True, "value": self._client.issuer},
                "aud": {"essential": True, "value": self._client.client_id},
                "sub": {"essential": True},
                "exp": {"essential": True},
                "iat": {"essential": True},
                "nonce": {"essential": True, "value": nonce},
            }
            about = {"nonce": nonce, "client_id": self._client.client_id, "access_token": access}
            claims = CodeIDToken(decoded.claims, decoded.header, wanted, about)
            claims.validate(int(now.timestamp()), LEEWAY_SECONDS)
        except (JoseError, ValueError) as error:
            raise refused(f"the ID token is not right: {error}") from error
        return dict(claims)

    def _decoded(self, token: str) -> jwt.Token:
        uri = self.metadata()["jwks_uri"]
        try:
            return jwt.decode(token, _keys(self._remembered(uri)), algorithms=list(ALGORITHMS))
        except (JoseError, ValueError):
            # its keys may have been replaced since we asked
            return jwt.decode(token, _keys(self._remembered(uri, anew=True)), algorithms=list(ALGORITHMS))

    def _remembered(self, url: str, *, anew: bool = False) -> dict[str, Any]:
        with self._lock:
            until, found = self._memory.get(url, (0.0, {}))
        if until > time.monotonic() and not anew:
            return found
        found = self._get(url, {})
        with self._lock:
            self._memory[url] = (time.monotonic() + _REMEMBERED_SECONDS, found)
        return found

    def _get(self, url: str, headers: dict[str, str]) -> dict[str, Any]:
        return self._call("GET", url, {"accept": "application/json", **headers}, None)

    def _call(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> dict[str, Any]:
        try:
            answer = self._out.call(method, url, headers=headers, body=body)
        except CallFailed as failed:
            raise _silent(failed.reason) from failed
        try:
            document = orjson.loads(answer.body)
        except orjson.JSONDecodeError:
            document = None
        if not isinstance(document, dict) or not answer.ok:
            raise _silent(say(f"登录服务应答 {answer.status}。", f"The provider answered {answer.status}."))
        return document


def refused(why: str) -> NotAllowed:
    """What the provider said is not believed. The reason is for the log of the operator, not a secret."""
    return NotAllowed(
        say(f"登录服务的应答不可信：{why}", f"The provider's answer is not to be trusted: {why}"), "sign_in_refused"
    )


def _silent(reason: Text) -> Unavailable:
    return Unavailable(
        say(f"登录服务不可用：{reason['zh-CN']}", f"The provider can't be reached: {reason['en']}"),
        "provider_unavailable",
    )


def _keys(document: dict[str, Any]) -> KeySet:
    return KeySet.import_key_set({"keys": document.get("keys", [])})

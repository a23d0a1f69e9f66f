"""A real OpenID provider in a process of its own, on the server side of Authlib: it demands PKCE, gives each code once,
checks client and redirect address, and signs with a key it publishes.

`POST /is` says who its next visitor is; `breaks` makes it lie in one way.
"""

import secrets
import socket
import time
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, AuthorizationServer, ClientMixin, OAuth2Request, grants
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode, UserInfo
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "dougong", "a secret: with signs & spaces"


@dataclass
class State:
    """What the provider knows."""

    issuer: str
    redirect: str
    key: RSAKey
    visitor: dict[str, Any] = field(default_factory=dict)
    breaks: str = ""
    codes: dict[str, "Code"] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Code(AuthorizationCodeMixin):  # type: ignore[misc]  # the library carries no types
    code: str
    nonce: str
    redirect_uri: str
    scope: str
    code_challenge: str
    code_challenge_method: str
    user: dict[str, Any]

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class Dougong(ClientMixin):  # type: ignore[misc]  # the library carries no types
    """The only client there is."""

    def __init__(self, redirect: str) -> None:
        self.redirect = redirect

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return self.redirect

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.startswith(self.redirect)

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_post"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class Asked(OAuth2Request):  # type: ignore[misc]  # the library carries no types
    """A request as the library wants it."""

    def __init__(self, request: Request, values: dict[str, str]) -> None:
        super().__init__(request.method, str(request.url.replace(scheme="https")), headers=request.headers)
        self.payload = BasicOAuth2Payload(values)
        self.values = values

    @property
    def args(self) -> dict[str, str]:
        return self.values

    @property
    def form(self) -> dict[str, str]:
        return self.values


class Server(AuthorizationServer):  # type: ignore[misc]  # the library carries no types
    def __init__(self, state: State) -> None:
        super().__init__()
        self.state = state
        self.register_token_generator(
            "default", BearerTokenGenerator(lambda *_args, **_kwargs: secrets.token_urlsafe(24))
        )

    def query_client(self, client_id: str) -> Dougong | None:
        return Dougong(self.state.redirect) if client_id == CLIENT else None

    def save_token(self, token: dict[str, Any], request: Asked) -> None:
        self.state.tokens[token["access_token"]] = request.user

    def send_signal(self, *_args: object, **_kwargs: object) -> None: ...

    def create_oauth2_request(self, request: Asked) -> Asked:
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Response:
        made = JSONResponse(body, status) if isinstance(body, dict) else Response(body, status)
        made.headers.update(dict(headers))
        return made


def grant_of(state: State) -> type[grants.AuthorizationCodeGrant]:
    class Grant(grants.AuthorizationCodeGrant):  # type: ignore[misc]  # the library carries no types
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_post",)

        def save_authorization_code(self, code: str, request: Asked) -> None:
            told = request.payload.data
            kept = [told.get(name, "") for name in ("nonce", "redirect_uri", "scope")]
            challenge = (told["code_challenge"], told["code_challenge_method"])
            state.codes[code] = Code(code, *kept, *challenge, request.user)

        def query_authorization_code(self, code: str, client: Dougong) -> Code | None:
            return state.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del state.codes[authorization_code.code]

        def authenticate_user(self, authorization_code: Code) -> dict[str, Any]:
            return authorization_code.user

    return Grant


class Tokens(OpenIDCode):  # type: ignore[misc]  # the library carries no types
    def __init__(self, state: State) -> None:
        super().__init__(require_nonce=True)
        self.state = state

    def exists_nonce(self, nonce: str, request: Asked) -> bool:
        return any(code.nonce == nonce for code in self.state.codes.values())

    def get_client_claims(self, client: Dougong) -> dict[str, Any]:
        breaks = self.state.breaks
        now = int(time.time())
        return {
            "iss": "https://elsewhere.example" if breaks == "iss" else self.state.issuer,
            "aud": ["somebody else"] if breaks == "aud" else [CLIENT],
            **({"exp": now - 3600} if breaks == "exp" else {}),
        }

    def get_encode_header(self, client: Dougong) -> dict[str, Any]:
        return {"alg": "RS256", "kid": self.state.key.kid}

    def resolve_client_private_key(self, client: Dougong) -> RSAKey:
        return RSAKey.generate_key(2048, {"kid": self.state.key.kid}) if self.state.breaks == "key" else self.state.key

    def generate_user_info(self, user: dict[str, Any], scope: str) -> UserInfo:
        return UserInfo(sub=user["sub"]) if self.state.breaks in ("short", "userinfo") else UserInfo(**user)

    def encode_id_token(self, token: dict[str, Any], request: Asked) -> str:
        if self.state.breaks == "nonce":
            request.authorization_code.nonce = "another"
        made: str = super().encode_id_token(token, request)
        if self.state.breaks == "hmac":  # signed with what both sides know
            claims = jwt.decode(made, self.state.key).claims
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))
        if self.state.breaks == "none":
            parts = made.split(".")
            return f"eyJhbGciOiJub25lIn0.{parts[1]}."
        return made


def application(state: State) -> Starlette:
    server = Server(state)
    server.register_grant(grant_of(state), [CodeChallenge(required=True), Tokens(state)])

    async def discovery(_request: Request) -> Response:
        base = state.issuer
        return JSONResponse(
            {
                "issuer": "https://elsewhere.example" if state.breaks == "discovery" else base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo",
                "jwks_uri": f"{base}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        )

    async def keys(_request: Request) -> Response:
        return JSONResponse(KeySet([state.key]).as_dict(private=False))

    async def who(request: Request) -> Response:
        told = await request.json()
        state.visitor, state.breaks = told["visitor"], told.get("breaks", "")
        return Response(status_code=204)

    async def authorize(request: Request) -> Response:
        asked = Asked(request, dict(request.query_params))
        grant = server.get_consent_grant(asked)
        asked.user = state.visitor
        answer: Response = server.create_authorization_response(asked, grant_user=state.visitor, grant=grant)
        return answer

    async def token(request: Request) -> Response:
        form = await request.form()
        answer: Response = server.create_token_response(Asked(request, {key: str(form[key]) for key in form}))
        return answer

    async def userinfo(request: Request) -> Response:
        user = state.tokens.get(request.headers["authorization"].removeprefix("Bearer "))
        if user is None:
            return Response(status_code=401)
        return JSONResponse(user | ({"sub": "another"} if state.breaks == "userinfo" else {}))

    return Starlette(
        routes=[
            Route("/.well-known/openid-configuration", discovery),
            Route("/keys", keys),
            Route("/is", who, methods=["POST"]),
            Route("/authorize", authorize),
            Route("/token", token, methods=["POST"]),
            Route("/userinfo", userinfo),
        ]
    )


def serve(listening: socket.socket, issuer: str, redirect: str) -> None:
    """Until the test ends."""
    state = State(issuer, redirect, RSAKey.generate_key(2048, {"kid": "k1"}))
    config = uvicorn.Config(application(state), log_config=None, access_log=False, lifespan="off")
    uvicorn.Server(config).run(sockets=[listening])

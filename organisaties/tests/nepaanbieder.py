"""A small provider of OpenID Connect on this machine, that can also lie, be slow and fall down.

The real, certified one is in the browser test; this one sends what a good provider never would.
"""

import base64
import contextlib
import hashlib
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, GEHEIM = "samenleven", "geheim-van-de-test"
SLEUTEL = rsa.generate_private_key(public_exponent=65537, key_size=2048)
VALSE_SLEUTEL = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PERSOON = {"email": "partner@voorbeeld.test", "email_verified": True, "name": "Partner (voorbeeld)"}


def jwk(**over: Any) -> dict[str, Any]:
    openbaar = jwt.algorithms.RSAAlgorithm.to_jwk(SLEUTEL.public_key(), as_dict=True)
    return openbaar | {"kid": "een", "use": "sig", "alg": "RS256"} | over


class Nepaanbieder:
    """`over` replaces claims of the id_token (None: leaves one out), `teken` makes the token of the claims,
    `antwoorden` replaces what stands at a path by (status, content)."""

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _maak_handler(self))
        self.adres = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.vergeet()

    def vergeet(self) -> None:
        self.vraag: dict[str, str] = {}
        self.token_vraag: dict[str, str] = {}
        self.over: dict[str, Any] = {}
        self.persoon: dict[str, Any] = {"sub": "persoon-1"} | PERSOON
        self.userinfo: dict[str, Any] | None = None
        self.antwoorden: dict[str, tuple[int, Any]] = {}
        self.traag = 0.0  # seconds before each answer
        self.teken: Callable[[dict[str, Any]], str] = teken

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def ontvang(self, adres: str) -> dict[str, str]:
        """Take the redirect of a browser; give what it asked."""
        self.vraag = {naam: waarden[0] for naam, waarden in parse_qs(urlsplit(adres).query).items()}
        return self.vraag

    def claims(self) -> dict[str, Any]:
        nu = int(time.time())
        vast = {"iss": self.adres, "aud": CLIENT, "iat": nu, "exp": nu + 60, "nonce": self.vraag.get("nonce")}
        samen = vast | self.persoon | self.over
        return {naam: waarde for naam, waarde in samen.items() if waarde is not None}

    def beschrijving(self) -> dict[str, Any]:
        return {
            "issuer": self.adres,
            "authorization_endpoint": f"{self.adres}/auth",
            "token_endpoint": f"{self.adres}/token",
            "jwks_uri": f"{self.adres}/sleutels",
            "userinfo_endpoint": f"{self.adres}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def antwoord(self, pad: str) -> tuple[int, Any]:
        if pad in self.antwoorden:
            return self.antwoorden[pad]
        if pad == "/.well-known/openid-configuration":
            return 200, self.beschrijving()
        if pad == "/sleutels":
            return 200, {"keys": [jwk()]}
        if pad == "/userinfo":
            return 200, self.persoon if self.userinfo is None else self.userinfo
        return self._token()

    def _token(self) -> tuple[int, Any]:
        som = hashlib.sha256(self.token_vraag.get("code_verifier", "").encode()).digest()
        past = base64.urlsafe_b64encode(som).rstrip(b"=").decode() == self.vraag["code_challenge"]
        echt = (self.token_vraag.get("client_id"), self.token_vraag.get("client_secret")) == (CLIENT, GEHEIM)
        if not (past and echt and self.token_vraag.get("code") == "een-code"):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "toegang", "token_type": "Bearer", "id_token": self.teken(self.claims())}


def teken(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, SLEUTEL, "RS256", {"kid": "een"})


def _maak_handler(nep: Nepaanbieder) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(nep.traag)
            status, inhoud = nep.antwoord(urlsplit(self.path).path)
            lijf = inhoud if isinstance(inhoud, bytes) else json.dumps(inhoud).encode()
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", f"{nep.adres}/elders")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(lijf)))
            self.end_headers()
            with contextlib.suppress(BrokenPipeError):  # who asked did not wait
                self.wfile.write(lijf)

        def do_POST(self) -> None:
            lijf = self.rfile.read(int(self.headers["Content-Length"])).decode()
            nep.token_vraag = {naam: waarden[0] for naam, waarden in parse_qs(lijf).items()}
            self.do_GET()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    return Handler

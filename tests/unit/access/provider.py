"""A small OpenID Connect provider, a process of its own: it asks nobody, and vouches for whom it is told to.

`python -m tests.unit.access.provider` prints its port. What it vouches for stands in the code that it gives:
the login, and what is wrong with the token.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "motcua", "a secret of the tests"
#: who signs in there, and what is wrong with the token ("", or a fault): set by POST /test
as_whom: dict[str, str] = {"login": "lan", "fault": ""}
codes: dict[str, dict[str, str]] = {}


class Handler(BaseHTTPRequestHandler):
    """The endpoints."""

    key = RSAKey.generate_key(2048, parameters={"kid": "one"})
    other = RSAKey.generate_key(2048, parameters={"kid": "one"})

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
        if path == "/.well-known/openid-configuration":
            self.told({
                "issuer": self.base(), "authorization_endpoint": f"{self.base()}/authorize",
                "token_endpoint": f"{self.base()}/token", "jwks_uri": f"{self.base()}/keys",
            })  # fmt: skip
        elif path == "/keys":
            self.told({"keys": [self.key.as_dict(private=False)]})
        elif path == "/authorize":
            code = f"code-{len(codes)}"
            codes[code] = query | as_whom
            given = {"error": "access_denied"} if as_whom["fault"] == "denied" else {"code": code}
            self.send_response(302)
            self.send_header(
                "location", f"{query['redirect_uri']}?{urlencode({**given, 'state': query['state']})}"
            )
            self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        if self.path == "/test":
            as_whom.update(json.loads(body))
            self.told({})
            return
        form = {name: values[0] for name, values in parse_qs(body).items()}
        asked = codes.pop(form.get("code", ""), None)
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if (
            asked is None
            or asked["code_challenge"] != base64.urlsafe_b64encode(challenge).decode().rstrip("=")
            or asked["redirect_uri"] != form["redirect_uri"]
            or self.headers["authorization"] != f"Basic {known}"
        ):
            self.told({"error": "invalid_grant"}, 400)
            return
        now, fault = int(time.time()), asked["fault"]
        claims: dict[str, Any] = {
            "iss": "https://elsewhere.example" if fault == "issuer" else self.base(),
            "aud": "another client" if fault == "audience" else CLIENT,
            "sub": "1",
            "iat": now - 7_200 if fault == "old" else now,
            "exp": now - 3_600 if fault == "old" else now + 300,
            "nonce": "of another attempt" if fault == "nonce" else asked["nonce"],
            "email": f"{asked['login']}@example.vn",
            "email_verified": fault != "email",
        }
        if fault != "nameless":
            claims["preferred_username"] = asked["login"]
        signing = self.other if fault == "key" else self.key
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, signing)
        if fault == "unsigned":
            head = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
            token = f"{head}.{token.split('.')[1]}."
        self.told({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def told(self, answer: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()

"""A small provider of OpenID Connect: it signs in whoever comes, as the person it is told."""

import json
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "chancery", "a secret between two servers"
KEY = rsa.generate_private_key(65537, 2048)


class Provider(ThreadingHTTPServer):
    """`person` are the claims about whoever comes next. `token_changes` and `userinfo_changes` are
    what it says wrongly; `key` is what it signs with, and `published_key` what it says it does."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}"
        self.person = {"sub": "1", "preferred_username": "olga"}
        self.token_changes: dict = {}
        self.userinfo_changes: dict = {}
        self.algorithm = "RS256"
        self.asks_for_proof = True  # of the key that a sign-in began with
        self.key = self.published_key = KEY
        self.requests: dict[str, dict] = {}  # by code

    def settings(self) -> dict:
        return {
            "OIDC_RP_CLIENT_ID": CLIENT,
            "OIDC_RP_CLIENT_SECRET": SECRET,
            "OIDC_NAME": "the ministry",
            "OIDC_ISSUER": self.issuer,
            "OIDC_OP_AUTHORIZATION_ENDPOINT": f"{self.issuer}/authorize",
            "OIDC_OP_TOKEN_ENDPOINT": f"{self.issuer}/token",
            "OIDC_OP_USER_ENDPOINT": f"{self.issuer}/userinfo",
            "OIDC_OP_JWKS_ENDPOINT": f"{self.issuer}/jwks",
        }

    def id_token(self, nonce) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": self.person["sub"], "nonce": nonce}
        claims |= {"iat": now, "exp": now + 300, **self.token_changes}
        claims = {name: value for name, value in claims.items() if value is not None}
        key = self.key if self.algorithm == "RS256" else SECRET.encode() * 2
        return jwt.encode(claims, key, self.algorithm, headers={"kid": "1"})


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        if address.path == "/authorize":
            code = token_urlsafe()
            self.server.requests[code] = query
            answer = urlencode({"code": code, "state": query["state"]})
            self.send_response(302)
            self.send_header("Location", f"{query['redirect_uri']}?{answer}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif address.path == "/jwks":
            key = RSAAlgorithm.to_jwk(self.server.published_key.public_key(), as_dict=True)
            self._answer({"keys": [{**key, "kid": "1", "alg": "RS256", "use": "sig"}]})
        elif self.headers["Authorization"] == "Bearer access":
            self._answer({**self.server.person, **self.server.userinfo_changes})
        else:
            self._answer({"error": "invalid_token"}, 401)

    def do_POST(self):
        """Exchange a code, once, for who proves to be the site that asked for it."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.server.requests.pop(sent.get("code"), {})
        digest = sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).decode().rstrip("=")
        proof = (asked.get("code_challenge_method"), asked.get("code_challenge"))
        proven = proof == ("S256", challenge) or not self.server.asks_for_proof
        same = sent.get("redirect_uri") == asked.get("redirect_uri")
        if not (proven and same and sent.get("client_secret") == SECRET):
            return self._answer({"error": "invalid_grant"}, 400)
        token = self.server.id_token(asked.get("nonce"))
        return self._answer({"access_token": "access", "token_type": "Bearer", "id_token": token})

    def _answer(self, values: dict, status: int = 200):
        body = json.dumps(values).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextmanager
def running_provider():
    provider = Provider()
    Thread(target=provider.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        provider.shutdown()
        provider.server_close()

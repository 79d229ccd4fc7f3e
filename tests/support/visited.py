"""An appliance as its visitors meet it: by its address alone, wherever it runs."""

import ssl
from abc import ABC, abstractmethod
from functools import cache
from typing import Any

import httpx2

OWNER = {"name": "Olga", "email": "olga@example.org", "password": "correct horse battery"}


class Visited(ABC):
    """Whoever inherits this says where it is and which set-up code it told."""

    base_url: str

    @property
    @abstractmethod
    def setup_code(self) -> str: ...

    def is_ready(self) -> bool:
        try:
            with self.client() as client:
                return client.get(f"{self.base_url}/ready", timeout=5).status_code == 200
        except httpx2.HTTPError:
            return False

    def client(self, token: str = "") -> httpx2.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        base = f"{self.base_url}/api/v1"
        return httpx2.Client(base_url=base, headers=headers, timeout=60, verify=_trusted())

    def set_up(self) -> dict[str, Any]:
        """Make the owner; the answer of the set-up, tokens included."""
        with self.client() as client:
            answer = client.post("/auth/setup", json={"setupCode": self.setup_code, **OWNER})
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def owner(self) -> httpx2.Client:
        """A client that is signed in as the owner."""
        with self.client() as client:
            known = {name: OWNER[name] for name in ("email", "password")}
            answer = client.post("/auth/login", json=known)
        assert answer.status_code == 200, answer.text
        return self.client(answer.json()["tokens"]["accessToken"])


@cache
def _trusted() -> ssl.SSLContext:
    # Reading what this machine trusts costs more than all that a client is made for.
    return ssl.create_default_context()

"""A device that is being paired, as a test drives it."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx2
from tests.accounts.home import Home

PAIRING = "/auth/pairing"
NO_CA = bytes(32)


def shown_code(fingerprint: bytes, nonce: bytes, server_nonce: bytes, pairing: str) -> str:
    """What a device shows, derived as the client derives it."""
    whole = b"medianest-pair-v1" + fingerprint + nonce + server_nonce + UUID(pairing).bytes
    code = base64.b32encode(hashlib.sha256(whole).digest()).decode()[:8]
    return f"{code[:4]}-{code[4:]}"


@dataclass
class Device:
    """Knows its nonce and derives the code by itself, as the client does."""

    home: Home
    address: str = "192.168.1.50"
    own_tls: bool = False
    fingerprint: bytes = NO_CA
    """Of the authority that the device saw."""
    nonce: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    pairing: str = ""
    server_nonce: bytes = b""

    @property
    def secret(self) -> dict[str, str]:
        return {"pairingId": self.pairing, "nonce": self.nonce.hex()}

    @property
    def code(self) -> str:
        """What the device shows."""
        return shown_code(self.fingerprint, self.nonce, self.server_nonce, self.pairing)

    async def send(self, method: str, path: str, body: object) -> httpx2.Response:
        async with self.home.client(address=self.address, own_tls=self.own_tls) as client:
            return await client.request(method, PAIRING + path, json=body)

    async def ask(self, **other: Any) -> httpx2.Response:
        """Ask to be let in."""
        wish = {
            "commit": hashlib.sha256(self.nonce).hexdigest(),
            "name": "Study",
            "platform": "linux",
            "version": "0.1.0",
        }
        answer = await self.send("POST", "/start", wish | other)
        if answer.status_code == 201:
            self.pairing = answer.json()["pairingId"]
            self.server_nonce = bytes.fromhex(answer.json()["nonce"])
        return answer

    async def reveal(self, nonce: bytes | None = None) -> httpx2.Response:
        sent = self.secret if nonce is None else self.secret | {"nonce": nonce.hex()}
        return await self.send("POST", "/reveal", sent)

    async def show(self) -> str:
        """Come as far as showing a code; that code."""
        assert (await self.ask()).status_code == 201
        assert (await self.reveal()).status_code == 204
        return self.code

    async def token(self) -> httpx2.Response:
        """Ask what became of it."""
        return await self.send("POST", "/token", self.secret)

    async def give_up(self) -> httpx2.Response:
        return await self.send("DELETE", f"/{self.pairing}", {"nonce": self.nonce.hex()})

    async def paired_with(self, person: httpx2.AsyncClient) -> httpx2.AsyncClient:
        """Be let in by `person`; the device as a program that presents its token."""
        answer = await confirm(person, await self.show())
        assert answer.status_code == 200, answer.text
        body = (await self.token()).json()
        return self.home.client(address=self.address, Authorization=f"Bearer {body['token']}")


async def confirm(person: httpx2.AsyncClient, code: str, **headers: str) -> httpx2.Response:
    """Type `code` in the dashboard."""
    return await person.post(f"{PAIRING}/confirm", json={"code": code}, headers=headers)

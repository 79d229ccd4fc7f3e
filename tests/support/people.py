"""Further people of an appliance, made and signed in as their owner would."""

from typing import Any

import httpx2
from tests.support.visited import Visited

PASSWORD = "battery horse correct"


def add_person(owner: httpx2.Client, name: str, role: str = "member") -> dict[str, Any]:
    new = {"name": name, "email": email_of(name), "password": PASSWORD, "role": role}
    answer = owner.post("/admin/users", json=new)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def signed_in(appliance: Visited, name: str) -> httpx2.Client:
    with appliance.client() as stranger:
        answer = stranger.post("/auth/login", json={"email": email_of(name), "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return appliance.client(answer.json()["tokens"]["accessToken"])


def email_of(name: str) -> str:
    return f"{name.lower()}@example.org"

"""A client that looks at every refusal: its form, its correlation id, and what it must not tell."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import httpx2
from tests.support.appliance import Appliance

_TRACE = re.compile(r"Traceback|File \"|\.py\b|site-packages|asyncpg|SELECT ")


@contextmanager
def watchful(appliance: Appliance, token: str = "") -> Iterator[httpx2.Client]:
    with appliance.client(token) as client:
        client.event_hooks = {"response": [look_at]}
        yield client


def look_at(answer: httpx2.Response) -> None:
    """Every failure is a problem document with the id of its request, and no stack trace."""
    named = answer.headers["X-Correlation-Id"]
    assert named
    if answer.status_code < 400:
        return
    answer.read()
    problem = answer.json()
    assert answer.headers["Content-Type"].startswith("application/problem+json"), answer.text
    assert {"type", "title", "status", "detail", "code", "correlationId"} <= set(problem)
    assert (problem["status"], problem["correlationId"]) == (answer.status_code, named)
    assert not _TRACE.search(answer.text), answer.text


def leaks(log: str, secrets: Sequence[str]) -> list[str]:
    """Which of `secrets` stand in `log`."""
    return [secret for secret in secrets if secret in log]

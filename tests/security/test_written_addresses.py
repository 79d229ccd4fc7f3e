"""Addresses that hold a secret are not written down, however they are called."""

from typing import Any

import pytest

from medianest.infra.problems import shown_path

SECRET = "5c9c795634dc6f4d9157009ac12e9173cd53b8c8"


@pytest.mark.parametrize("end", ["", "/", "/more"])
@pytest.mark.parametrize("route", ["", "/api/v1/webhooks/plex/{secret}"])
def test_a_webhook_is_shown_without_its_secret(end: str, route: str) -> None:
    # Without a route: Plex was given the address of another service, or checks it with a GET.
    scope: Any = {"path": f"/api/v1/webhooks/plex/{SECRET}{end}", "path_template": route}

    assert SECRET not in shown_path(scope)


def test_any_other_address_is_shown() -> None:
    scope: Any = {"path": "/api/v1/media/lists/trending", "path_template": ""}

    assert shown_path(scope) == "/api/v1/media/lists/trending"

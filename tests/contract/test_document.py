"""The description of the interface is complete, and the one that was committed."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from tests.contract import committed

Operation = dict[str, Any]
pytestmark = pytest.mark.xdist_group("contract")

PUBLIC = {
    "caPem",
    "csrfToken",
    "giveUpPairing",
    "health",
    "info",
    "login",
    "logout",
    "overseerrSays",
    "overseerrSaysWithHeader",
    "pairingToken",
    "proveToDevice",
    "plexWebhook",
    "readMetrics",
    "ready",
    "refresh",
    "revealNonce",
    "setup",
    "setupBackups",
    "setupRestore",
    "setupUpload",
    "startPairing",
}


def operations(document: dict[str, Any]) -> Iterator[tuple[str, Operation]]:
    for path, item in document["paths"].items():
        yield from ((f"{method} {path}", operation) for method, operation in item.items())


def over_http(document: dict[str, Any]) -> list[tuple[str, Operation]]:
    return [(name, one) for name, one in operations(document) if "101" not in one["responses"]]


def references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        yield from ([part["$ref"]] if "$ref" in part else [])
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def resolved(document: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    kind, _, name = answer.get("$ref", "").removeprefix("#/components/").partition("/")
    found: dict[str, Any] = document["components"][kind][name] if name else answer
    return found


def test_what_is_committed_is_what_is_served(described: dict[str, Any]) -> None:
    assert described == committed.read(), "run `make contract` and look at the difference"


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does(
    described: dict[str, Any],
) -> None:
    names = Counter(one["operationId"] for _, one in operations(described))
    known = {tag["name"] for tag in described["tags"]}

    assert [name for name, times in names.items() if times > 1] == []
    assert [name for name, one in operations(described) if not one.get("summary")] == []
    assert [name for name, one in operations(described) if not known & {*one["tags"]}] == []


def test_every_failure_is_a_problem_document(described: dict[str, Any]) -> None:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    failures = [
        (name, status, resolved(described, answer)["content"])
        for name, one in over_http(described)
        for status, answer in one["responses"].items()
        if status >= "400" and (one["operationId"], status) != ("ready", "503")
    ]

    assert [failure for failure in failures if failure[2] != problem] == []
    assert all({"500", "503"} <= {*one["responses"]} for _, one in over_http(described))


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    known = {
        f"#/components/{kind}/{name}"
        for kind, parts in described["components"].items()
        for name in parts
    }

    assert {*references(described)} - known == set()


def test_strangers_are_let_in_where_the_document_says_so(
    described: dict[str, Any], anyone: httpx2.Client
) -> None:
    shut = {one["operationId"] for _, one in over_http(described) if one["security"]}
    plain = [
        (path, item["get"])
        for path, item in described["paths"].items()
        if "get" in item and "{" not in path and "101" not in item["get"]["responses"]
    ]
    refused = {
        one["operationId"]
        for path, one in plain
        if anyone.get(path.removeprefix("/api/v1")).status_code == 401
    }

    assert {one["operationId"] for _, one in over_http(described)} - shut == PUBLIC
    assert refused == {one["operationId"] for _, one in plain} & shut


def test_what_only_some_may_do_names_the_permission(described: dict[str, Any]) -> None:
    ask = described["paths"]["/api/v1/admin/users"]["get"]

    assert ask["security"] == [{"bearer": ["people.manage"]}, {"cookie": ["people.manage"]}]
    assert "people.manage" in ask["description"]
    assert "403" in ask["responses"]


def test_what_is_always_sent_is_required_and_what_may_be_left_out_is_not(
    described: dict[str, Any],
) -> None:
    shapes = described["components"]["schemas"]

    assert {"id", "finishedAt"} <= {*shapes["Download"]["required"]}
    assert "mine" in {*shapes["Download"]["properties"]} - {*shapes["Download"]["required"]}
    assert shapes["StartDownload"]["required"] == ["url"]
    assert shapes["StartDownload"]["additionalProperties"] is False
    assert shapes["Download"]["properties"]["finishedAt"] == {
        "anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]
    }


def test_the_frames_of_the_live_connection_are_described(described: dict[str, Any]) -> None:
    shapes = described["components"]["schemas"]
    kinds = [
        shapes[reference.rpartition("/")[2]]["properties"]["type"]["enum"]
        for reference in references(shapes["LiveFrame"])
    ]

    assert {"hello", "gap", "download.updated", "notification", "session.revoked"} <= {
        kind for several in kinds for kind in several
    }
    assert len([*references(shapes["ClientFrame"])]) == 3


def test_an_unknown_address_below_the_description_is_a_problem_too(anyone: httpx2.Client) -> None:
    answer = anyone.get(str(anyone.base_url).replace("/api/v1/", "/schema/nothing"))

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"

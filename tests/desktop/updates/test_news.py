"""Which files are believed."""

import base64
import json

import pytest
from tests.desktop.updates.conftest import Publisher

from medianest_desktop.updates import Source, UntrustedNewsError, read_news


def test_any_known_key_may_sign() -> None:
    publisher, successor = Publisher(), Publisher()

    news = read_news(successor.sign(), [publisher.key, successor.key])

    assert news.version == "0.2.0"


def test_another_version_under_the_same_signature_is_refused() -> None:
    publisher = Publisher()
    file = json.loads(publisher.sign(version="0.2.0"))
    payload = base64.b64decode(file["payload"]).replace(b"0.2.0", b"0.9.0")
    file["payload"] = base64.b64encode(payload).decode()

    with pytest.raises(UntrustedNewsError):
        read_news(json.dumps(file).encode(), [publisher.key])


def test_a_signature_of_the_key_for_another_purpose_is_refused() -> None:
    publisher = Publisher()
    file = json.loads(publisher.sign())
    bare = publisher.private.sign(base64.b64decode(file["payload"]))
    file["signature"] = base64.b64encode(bare).decode()

    with pytest.raises(UntrustedNewsError):
        read_news(json.dumps(file).encode(), [publisher.key])


@pytest.mark.parametrize(
    "claims",
    [
        {"program": "another"},
        {"version": "newest"},
        {"released": "yesterday"},
        {"released": "2027-01-31T12:00:00"},
        {"page": "http://example.org/"},
        {"page": "javascript:alert(1)"},
    ],
)
def test_signed_nonsense_is_no_news(claims: dict[str, str]) -> None:
    publisher = Publisher()

    with pytest.raises(UntrustedNewsError):
        read_news(publisher.sign(**claims), [publisher.key])


@pytest.mark.parametrize("file", [b"", b"[]", b'{"payload": "?", "signature": ""}', b"\xff"])
def test_what_has_another_form_is_refused(file: bytes) -> None:
    with pytest.raises(UntrustedNewsError):
        read_news(file, [Publisher().key])


def test_a_checkout_asks_nobody() -> None:
    assert not Source.built_in().is_on

"""A link from anywhere may open a page or ask a question, nothing else."""

import pytest

from medianest_desktop.engine.links import Add, Page, read_link

VIDEO = "https://video.test/watch?v=1&t=2"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("medianest:", "/"),
        ("medianest://", "/"),
        ("medianest:/downloads", "/downloads"),
        ("medianest://downloads", "/downloads"),
        ("medianest:///downloads", "/downloads"),
        ("MEDIANEST:/requests/12", "/requests/12"),
        ("medianest:/search?q=alien%20film", "/search?q=alien%20film"),
        ("medianest:/settings/account", "/settings/account"),
    ],
)
def test_it_opens_pages(text: str, path: str) -> None:
    assert read_link(text) == Page(path)


@pytest.mark.parametrize("form", ["medianest:add", "medianest:/add", "medianest://add"])
def test_it_asks_about_a_video(form: str) -> None:
    link = f"{form}?url=https%3A%2F%2Fvideo.test%2Fwatch%3Fv%3D1%26t%3D2"

    assert read_link(link) == Add(VIDEO)


@pytest.mark.parametrize(
    "text",
    [
        "medianest:/api/v1/auth/logout",
        "medianest:/_client/settings",
        "medianest://_client/add?id=1",
        "medianest:/downloads/../api/v1/info",
        "medianest:/downloads/%2e%2e/api",
        "medianest:/%61pi/v1/info",
        "medianest:/downloads\\..\\api",
        "medianest:/sign-in",
        "medianest://evil.test/downloads",
        "medianest:add?url=file%3A%2F%2F%2Fetc%2Fpasswd",
        "medianest:add?url=javascript%3Aalert(1)",
        "medianest:add",
        "https://video.test/",
        "medianest:/downloads\n",
        "medianest://[",
        f"medianest:/search?q={'x' * 5000}",
        "",
    ],
)
def test_it_opens_nothing_else(text: str) -> None:
    assert read_link(text) is None

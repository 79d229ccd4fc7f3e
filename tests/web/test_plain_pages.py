"""The pages that work without the bundle and without a script."""

from pathlib import Path

import pytest
from tests.web.conftest import Visit

OWNER = {"setupCode": "code", "name": "Olga", "email": "olga@example.org", "password": "right"}


@pytest.mark.parametrize(
    ("setup_open", "heading"), [(True, "Set up MediaNest"), (False, "Sign in")]
)
async def test_without_a_bundle_the_plain_page_that_fits_says_how_to_build_it(
    tmp_path: Path, visit: Visit, *, setup_open: bool, heading: str
) -> None:
    async with visit(tmp_path, setup_open=setup_open) as client:
        answer = await client.get("/")

    assert f"<h1>{heading}</h1>" in answer.text
    assert "make dashboard" in answer.text


async def test_with_a_bundle_the_plain_pages_do_not_speak_of_building(
    built: Path, visit: Visit
) -> None:
    async with visit(built) as client:
        answer = await client.get("/plain/sign-in")

    assert answer.status_code == 200
    assert "make dashboard" not in answer.text


async def test_a_form_makes_the_owner_and_signs_them_in(built: Path, visit: Visit) -> None:
    async with visit(built, setup_open=True) as client:
        answer = await client.post("/plain/setup", data=OWNER)

    assert answer.status_code == 200
    assert "You are signed in" in answer.text
    assert answer.cookies["medianest_access"] == "code"


async def test_set_up_is_not_offered_twice(built: Path, visit: Visit) -> None:
    async with visit(built) as client:
        answer = await client.get("/plain/setup")

    assert answer.headers["location"] == "/plain/sign-in"


async def test_a_refusal_is_told_on_the_page_and_keeps_what_was_typed(
    built: Path, visit: Visit
) -> None:
    form = {"email": 'a"><script>', "password": "wrong"}

    async with visit(built) as client:
        answer = await client.post("/plain/sign-in", data=form)

    assert answer.status_code == 401
    assert "That &lt;password&gt; is not right" in answer.text
    assert 'value="a&quot;&gt;&lt;script&gt;"' in answer.text
    assert "wrong" not in answer.text


async def test_the_starting_page_looks_again_by_itself(built: Path, visit: Visit) -> None:
    async with visit(built) as client:
        answer = await client.get("/plain/starting")

    assert answer.headers["refresh"] == "3"

"""What the people of these tests do at the dashboard."""

from tests.browser.visits import Visit
from tests.support.appliance import OWNER


def make_owner(visit: Visit, setup_code: str) -> None:
    """Fill in the first step of the wizard."""
    page = visit.page
    page.get_by_label("Set-up code").fill(setup_code)
    page.get_by_label("Name").fill(OWNER["name"])
    page.get_by_label("E-mail").fill(OWNER["email"])
    page.get_by_label("Password", exact=True).fill(OWNER["password"])
    page.get_by_role("button", name="Create the owner").click()
    page.get_by_role("heading", name="Where do finished videos go?").wait_for()


def sign_in(
    visit: Visit, *, email: str = OWNER["email"], password: str = OWNER["password"]
) -> None:
    """Come in through the sign-in page, in whichever language it speaks."""
    page = visit.page
    page.goto(f"{visit.base_url}/sign-in")
    page.locator("input[autocomplete=username]").fill(email)
    page.locator("input[autocomplete=current-password]").fill(password)
    page.locator("button[type=submit]").click()
    page.wait_for_url(f"{visit.base_url}/")
    # The address changes a moment before the page does: keys would still go to the old one.
    page.get_by_role("search").or_(page.locator(".error")).wait_for()
    visit.settle()


def submit(visit: Visit, url: str) -> None:
    """Paste a link into the field and send it."""
    field = visit.page.get_by_label("Link to a video")
    field.fill(url)
    field.press("Enter")

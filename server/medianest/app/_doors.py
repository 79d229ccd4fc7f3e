"""The plain pages' ways in, over the accounts."""

from collections.abc import Sequence

from litestar.datastructures import Cookie

from medianest.accounts.caller import Caller
from medianest.accounts.feature import Accounts
from medianest.accounts.routes import signed_in_answer
from medianest.accounts.schemas import ClaimOwnership, Login, SignedIn
from medianest.web.doors import Asked, Doors, SetUpForm, SignInForm


def doors(accounts: Accounts) -> Doors:
    """What a plain form does is what the API does, cookies included."""

    def cookies(request: Asked, entered: SignedIn) -> Sequence[Cookie]:
        return signed_in_answer(
            request, entered, sessions=accounts.sessions, csrf=accounts.csrf
        ).cookies

    async def set_up(request: Asked, form: SetUpForm) -> Sequence[Cookie]:
        accounts.origins.check_page(request)
        wish = ClaimOwnership(
            setup_code=form.setup_code, name=form.name, email=form.email, password=form.password
        )
        return cookies(request, await accounts.setup.claim(wish, Caller.of(request)))

    async def sign_in(request: Asked, form: SignInForm) -> Sequence[Cookie]:
        accounts.origins.check_page(request)
        wish = Login(email=form.email, password=form.password)
        return cookies(request, await accounts.sign_in.login(wish, Caller.of(request)))

    return Doors(setup_open=accounts.setup.is_open, set_up=set_up, sign_in=sign_in)

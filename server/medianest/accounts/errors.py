"""What can go wrong around people and sessions."""

from medianest.kit.errors import (
    ConflictError,
    ForbiddenError,
    MediaNestError,
    NotFoundError,
    NotSignedInError,
    TooManyRequestsError,
    UnavailableError,
    UnprocessableError,
)


class TokenExpiredError(NotSignedInError):
    """The access token was good once; refreshing helps."""

    code = "token_expired"
    title = "Your sign-in has to be renewed"


class TokenInvalidError(NotSignedInError):
    """The token was not made here, or was changed on its way."""

    code = "token_invalid"
    title = "That token is not valid; please sign in"


class SessionEndedError(NotSignedInError):
    """The session was ended, ran out, or its person may no longer enter."""

    code = "session_ended"
    title = "This session has ended; please sign in again"


class WrongCredentialsError(NotSignedInError):
    """E-mail and password do not belong together; which of them is wrong stays untold."""

    code = "wrong_credentials"
    title = "That e-mail address and password do not match"


class WrongPasswordError(ForbiddenError):
    """The present password, asked for once more, is another."""

    code = "wrong_password"
    title = "That is not your present password"


class WrongSetupCodeError(ForbiddenError):
    """The set-up code is not the one that was printed."""

    code = "wrong_setup_code"
    title = "That set-up code is not right; it stands in the terminal and in the file setup-code"


class AccountDisabledError(ForbiddenError):
    """The password was right, and the account is switched off."""

    code = "account_disabled"
    title = "This account is switched off; please ask the owner"


class CsrfError(ForbiddenError):
    """A browser's unsafe request came without proof that our own page sent it."""

    code = "csrf_failed"
    title = "This request could not be verified; please reload the page"


class ForeignOriginError(ForbiddenError):
    """Another site's page sent this."""

    code = "foreign_origin"
    title = "Requests from another site are not accepted here"


class NotPermittedError(ForbiddenError):
    """The person's role lacks the permission."""

    code = "not_permitted"


class SetupClosedError(ConflictError):
    """There is an owner already."""

    code = "setup_closed"
    title = "MediaNest has an owner already; please sign in"


class EmailTakenError(ConflictError):
    """Somebody else has this address."""

    code = "email_taken"
    title = "Somebody already uses that e-mail address"


class LastOwnerError(ConflictError):
    """Without an owner nobody could govern this MediaNest."""

    code = "last_owner"
    title = "MediaNest needs an owner; make somebody else an owner first"


class CommitBrokenError(ConflictError):
    """What was revealed is not what was promised: somebody may sit in between."""

    code = "commit_broken"
    title = "This pairing was tampered with and has ended; please start again"


class PairingEndedError(MediaNestError):
    """No such pairing, not with that secret, or no longer."""

    status = 410
    code = "pairing_ended"
    title = "This pairing has ended; please start again"


class DeviceUnknownError(NotFoundError):
    """No device of this id was ever paired here, or its traces are gone."""

    code = "device_unknown"
    title = "This appliance does not know the device"


class WeakPasswordError(UnprocessableError):
    """The password would be guessed."""

    code = "weak_password"
    title = "Please choose another password"


class InvalidEmailError(UnprocessableError):
    """That is no e-mail address."""

    code = "invalid_email"
    title = "Please enter an e-mail address, such as name@example.org"


class InvalidNameError(UnprocessableError):
    """A name needs something to read."""

    code = "invalid_name"
    title = "Please enter a name of 1 to 100 characters"


class TooManyTriesError(TooManyRequestsError):
    """Too many attempts; `retryAfter` says how many seconds to wait."""

    code = "too_many_tries"
    title = "Too many tries; please wait a while"


class BusyError(UnavailableError):
    """More people sign in at once than this machine can check."""

    code = "sign_in_busy"
    title = "Many people are signing in right now; please try again in a moment"


class TooManyPairingsError(TooManyRequestsError):
    """Too many devices wait for their code to be typed; `retryAfter` says when one gives up."""

    code = "too_many_pairings"
    title = "Too many devices want to connect at once; please wait a while"


class NoSuchCodeError(NotFoundError):
    """No device that waits shows this code."""

    code = "no_such_code"
    title = "No device shows this code; please compare it, it lasts for 10 minutes"


class NoSuchPersonError(NotFoundError):
    """No such person."""

    code = "no_such_person"
    title = "There is no such person"


class NoSuchSessionError(NotFoundError):
    """No such session of this person."""

    code = "no_such_session"
    title = "There is no such device"

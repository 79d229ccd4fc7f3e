"""What can go wrong with services."""

from medianest.kit.errors import ConflictError, NotFoundError, OutsideError, UnprocessableError


class NoSuchServiceError(NotFoundError):
    """No service of this name is known, or none is configured."""

    code = "no_such_service"
    title = "There is no such service"


class ServiceLockedError(ConflictError):
    """The settings file decides about this."""

    code = "service_locked"
    title = "This service is set in the settings file and can only be changed there"


class BadServiceAddressError(UnprocessableError):
    """The address is not one that can be called."""

    code = "bad_service_address"
    title = "Please give an address such as http://192.168.1.10:32400"


class SecretNeededError(UnprocessableError):
    """The stored secret was entered for another address."""

    code = "secret_needed"
    title = "Please enter the key or token again: the stored one is not sent to another address"


class ServiceRefusedError(OutsideError):
    """The service answers, but not as one that works."""

    code = "service_refused"
    title = "The service answered with an error"

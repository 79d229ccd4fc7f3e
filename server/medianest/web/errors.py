"""What can go wrong at the plain pages."""

from medianest.kit.errors import ForbiddenError


class ForeignFormError(ForbiddenError):
    """The form was sent by a page of another site."""

    code = "foreign_form"
    title = "This form was sent from another site"

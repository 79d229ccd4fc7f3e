"""What every route of this slice reads of a request."""

from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import HeaderParameter, PathParameter, QueryParameter

from medianest.accounts.principal import Principal
from medianest.catalog.locale import Locale

Me = NamedDependency[Principal]
Spoken = NamedDependency[Locale]
# The numbers of TMDB fit the database's integers.
MOST = 2**31 - 1
Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[str, QueryParameter(max_length=20)]
Language = Annotated[str | None, QueryParameter(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
Region = Annotated[str | None, QueryParameter(pattern=r"^[A-Z]{2}$")]
Accepted = Annotated[str, HeaderParameter(name="Accept-Language")]
Number = Annotated[int, PathParameter(ge=1, le=MOST)]

"""What is stored of the releases that have opened this database."""

from piccolo.columns import Timestamptz, Varchar
from piccolo.table import Table


class OpenedBy(Table, tablename="releases"):
    """One release of MediaNest that once served with these data."""

    tag = Varchar(length=200, primary_key=True)
    version = Varchar(length=100)
    first_seen = Timestamptz()

"""Where files may lie."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from obstore.store import LocalStore, S3Store

from medianest.infra.storage._storage import Storage

if TYPE_CHECKING:
    # The library has these names for type checkers alone.
    from obstore.store import ClientConfig, RetryConfig, S3Config

_CLIENT: Final["ClientConfig"] = {
    "connect_timeout": timedelta(seconds=3),
    "read_timeout": timedelta(seconds=10),
}
# A passing fault is lived through; an outage is told to whoever waits.
_RETRY: Final["RetryConfig"] = {
    "max_retries": 4,
    "retry_timeout": timedelta(seconds=15),
    "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=2)},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """An S3 bucket, of AWS or of whoever speaks its protocol at `endpoint`.

    Without keys they are looked for where AWS's own programs would: environment, role, machine.
    """

    url: str
    """`s3://bucket` or `s3://bucket/folder`."""
    endpoint: str = ""
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: str = field(default="", repr=False)

    def config(self) -> "S3Config":
        """How the library is told."""
        # Servers of one's own have no name for each bucket.
        known: S3Config = {"region": self.region, "virtual_hosted_style_request": False}
        if self.endpoint:
            known["endpoint"] = self.endpoint
        if self.access_key:
            known["access_key_id"] = self.access_key
            known["secret_access_key"] = self.secret_key
        return known


def in_folder(folder: Path) -> Storage:
    """Files in `folder`, which is made for this user alone. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Storage(LocalStore(folder), str(folder))


def in_bucket(bucket: Bucket, folder: str) -> Storage:
    """Files below `folder` of `bucket`; nothing is asked of it yet."""
    url = f"{bucket.url.rstrip('/')}/{folder}"
    # It is the owner's word that no eavesdropper is between here and there.
    client: ClientConfig = {**_CLIENT, "allow_http": bucket.endpoint.startswith("http://")}
    store = S3Store.from_url(
        url, config=bucket.config(), client_options=client, retry_config=_RETRY
    )
    return Storage(store, url)

"""Sign the news of a release of the desktop client: `latest.json`.

    NEWS_PASSWORD=... news.py key --to news.key
    NEWS_PASSWORD=... news.py sign --key news.key --version 0.2.0 --page https://...

`key` prints the public key, which `build.py --news-key` puts into the client. The private one is
kept like the image's: encrypted, away from this repository. Before it is written, what was signed
is read by the client's own code.
"""

import argparse
import base64
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from medianest_desktop import __version__
from medianest_desktop.updates.news import CONTEXT, Envelope, News, read_news

PASSWORD = "NEWS_PASSWORD"  # noqa: S105  # the name of the variable that holds it


def public_key(private: Ed25519PrivateKey) -> str:
    """What the client must know, as base64."""
    return base64.b64encode(private.public_key().public_bytes_raw()).decode()


def make_key(file: Path, password: bytes) -> Ed25519PrivateKey:
    """A new private key in `file`, which must not exist yet and which only its owner may read."""
    private = Ed25519PrivateKey.generate()
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
    return private


def load_key(file: Path, password: bytes) -> Ed25519PrivateKey:
    """The private key in `file`; raises ValueError or TypeError when it cannot be opened so."""
    private = load_pem_private_key(file.read_bytes(), password or None)
    if not isinstance(private, Ed25519PrivateKey):
        raise TypeError(f"{file} holds a key of another kind")
    return private


def sign(news: News, private: Ed25519PrivateKey) -> bytes:
    """The file to publish; raises UntrustedNewsError if the client would not believe it."""
    payload = msgspec.json.encode(news)
    signature = private.sign(CONTEXT + payload)
    envelope = Envelope(*(base64.b64encode(part).decode() for part in (payload, signature)))
    file = msgspec.json.encode(envelope)
    read_news(file, [public_key(private)])
    return file


def parser() -> argparse.ArgumentParser:
    """What may be said on the command line."""
    made = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    actions = made.add_subparsers(dest="action", required=True)
    key = actions.add_parser("key", help="make a key and print its public half")
    key.add_argument("--to", type=Path, required=True)
    signing = actions.add_parser("sign", help="write latest.json")
    signing.add_argument("--key", type=Path, required=True)
    signing.add_argument("--version", default=__version__)
    signing.add_argument("--page", required=True, help="where people download the release, https")
    signing.add_argument("--to", type=Path, default=Path("dist/latest.json"))
    return made


def main() -> int:
    """Do what was asked; the password comes from $NEWS_PASSWORD."""
    said = parser().parse_args()
    password = os.environ.get(PASSWORD, "").encode()
    if said.action == "key":
        print(public_key(make_key(said.to, password)))
        return 0
    now = datetime.now(UTC).replace(microsecond=0)
    news = News("medianest-desktop", said.version, now, said.page)
    said.to.parent.mkdir(parents=True, exist_ok=True)
    said.to.write_bytes(sign(news, load_key(said.key, password)))
    print(f"{said.to} says that {news.version} is out: {news.page}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

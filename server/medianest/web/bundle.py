"""The built dashboard on disk: an index of its files, read when first asked for."""

import base64
import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # ships no types

from medianest.web.headers import page_policy
from medianest.web.rebasing import rebased, rebased_page

_INDEX = "index.html"
_MANIFEST = "manifest.webmanifest"
_WORKER = "service-worker.js"
_STAMP = ".stamp"
_IMMUTABLE = "_app/immutable/"
# Best first: what a browser accepts and the build has written beside the file.
_ENCODINGS = {"br": ".br", "gzip": ".gz"}
# The files that name addresses of this host; everything else names its neighbours.
_MOVED: Mapping[str, Callable[[bytes, str], bytes]] = {_INDEX: rebased_page, _MANIFEST: rebased}
_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
# A mistyped address of the interface must say so, and not answer a page with 200.
_NEVER_VIEWS = {"api", "plain", "schema"}
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


@dataclass(slots=True)
class Asset:
    """One file; its bytes are kept from the first time that they are asked for."""

    name: str
    path: Path
    encodings: tuple[str, ...]
    etag: str
    _bodies: dict[str, bytes] = field(default_factory=dict)

    @property
    def needs_policy(self) -> bool:
        # A service worker fetches under the policy of its own script, not under that of the page.
        return self.name in {_INDEX, _WORKER}

    @property
    def media_type(self) -> str:
        suffix = self.path.suffix
        return _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")

    @property
    def cache_control(self) -> str:
        if self.name.startswith(_IMMUTABLE):
            return "public, max-age=31536000, immutable"
        return "no-cache"

    def best_encoding(self, accepted: str) -> str:
        """The smallest form that an `Accept-Encoding` header allows; empty for the file itself."""
        offers = (offer.replace(" ", "").partition(";q=") for offer in accepted.split(","))
        welcome = {name for name, _, quality in offers if quality.strip("0.") or not quality}
        return next((encoding for encoding in self.encodings if encoding in welcome), "")

    def body(self, encoding: str) -> bytes:
        """The bytes in `encoding`, one of those that `best_encoding` chose."""
        if encoding not in self._bodies:
            suffix = _ENCODINGS.get(encoding, "")
            self._bodies[encoding] = self.path.with_name(self.path.name + suffix).read_bytes()
        return self._bodies[encoding]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Every file of the built dashboard, by its path below `/`."""

    assets: Mapping[str, Asset]
    policy: str

    @property
    def index(self) -> Asset:
        return self.assets[_INDEX]

    def find(self, path: str) -> Asset | None:
        """The file at `path`, or the page for an address that only the dashboard understands."""
        name = path.strip("/")
        if not name:
            return self.index
        return self.assets.get(name) or (self.index if _is_view(name) else None)


def read_bundle(folder: Path, base: str = "") -> Bundle | None:
    """Index what the build left in `folder`, served below `base`; None if nothing was built."""
    if not (folder / _INDEX).is_file():
        return None
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != _STAMP]
    assets = {
        path.relative_to(folder).as_posix(): _asset(path.relative_to(folder).as_posix(), path)
        for path in files
        if path.suffix not in _ENCODINGS.values()
    }
    if base:
        moved = {name: _moved(assets[name], base) for name in _MOVED if name in assets}
        assets.update(moved)
    return Bundle(assets, page_policy(script_hashes(assets[_INDEX].body(""))))


def script_hashes(page: bytes) -> list[str]:
    """The sources that a content security policy needs for the inline scripts of `page`."""
    digests = (hashlib.sha256(script).digest() for script in _INLINE_SCRIPT.findall(page))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def _asset(name: str, path: Path) -> Asset:
    encodings = tuple(
        encoding
        for encoding, suffix in _ENCODINGS.items()
        if path.with_name(path.name + suffix).is_file()
    )
    return Asset(name, path, encodings, etag=_etag(path.read_bytes()))


def _moved(asset: Asset, base: str) -> Asset:
    body = _MOVED[asset.name](asset.body(""), base)
    bodies = {"": body, "br": brotli.compress(body), "gzip": gzip.compress(body, mtime=0)}
    return Asset(asset.name, asset.path, tuple(_ENCODINGS), etag=_etag(body), _bodies=bodies)


def _etag(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:20]


def _is_view(name: str) -> bool:
    is_file = "." in name.rpartition("/")[2]
    return not is_file and name.partition("/")[0] not in _NEVER_VIEWS

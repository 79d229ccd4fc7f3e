"""A site with videos: real files over real HTTP, with faults that a test switches on."""

import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

_CHUNK = 1 << 16


@dataclass
class Resource:
    """What one path answers; change a field and the next answer differs."""

    content: bytes
    kind: str = "video/mp4"
    status: int = 200
    redirect: str = ""
    ranges: bool = True
    validators: bool = True
    bytes_per_second: int = 0
    stall_after: int | None = None
    drip_after: int | None = None
    """From there on one byte at a time, so that nobody takes the site for dead."""
    cut_after: int | None = None
    fail_times: int = 0
    without_length: bool = False
    on_request: Callable[[str], None] | None = None

    @property
    def etag(self) -> str:
        return f'"{sha256(self.content).hexdigest()[:20]}"'


@dataclass
class Seen:
    """A request that came in."""

    method: str
    path: str
    range: str
    headers: dict[str, str] = field(default_factory=dict)


class MediaSite:
    """Serves what was put on it, from threads, on a loopback port unless told otherwise."""

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.resources: dict[str, Resource] = {}
        self.seen: list[Seen] = []
        self.closing = threading.Event()

        class Handler(_Handler):
            site = self

        self._server = ThreadingHTTPServer((host, port), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    @cached_property
    def authority(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    def put(self, path: str, content: bytes | str, kind: str = "video/mp4") -> Resource:
        body = content.encode() if isinstance(content, str) else content
        self.resources[path] = Resource(body, kind)
        return self.resources[path]

    def url(self, path: str, *, host: str = "") -> str:
        return f"http://{host or self.authority}{path}"

    def put_hls(self, path: str, folder: Path) -> str:
        """Put every file of `folder` (see `Videos.hls`) below `path`; the playlist's address."""
        for file in sorted(folder.iterdir()):
            is_list = file.suffix == ".m3u8"
            kind = "application/vnd.apple.mpegurl" if is_list else "video/mp2t"
            self.put(f"{path}/{file.name}", file.read_bytes(), kind)
        return self.url(f"{path}/index.m3u8")

    def requests(self, path: str, method: str = "GET") -> list[Seen]:
        return [one for one in self.seen if one.path == path and one.method == method]


class _Handler(BaseHTTPRequestHandler):
    site: MediaSite
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - theirs
        """Say nothing; tests look at `seen`."""

    def _answer(self, *, with_body: bool) -> None:
        path = self.path.partition("?")[0]
        wanted = self.headers.get("Range", "")
        self.site.seen.append(Seen(self.command, path, wanted, dict(self.headers.items())))
        resource = self.site.resources.get(path)
        if resource is None:
            self._plain(404)
            return
        if resource.on_request is not None:
            resource.on_request(self.command)
        if resource.redirect:
            self._plain(302, Location=resource.redirect)
        elif resource.fail_times > 0:
            resource.fail_times -= 1
            self._plain(503)
        elif resource.status != HTTPStatus.OK:
            self._plain(resource.status)
        else:
            self._send(resource, wanted, with_body=with_body)

    def _plain(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, resource: Resource, wanted: str, *, with_body: bool) -> None:
        content = resource.content
        condition = self.headers.get("If-Range")
        is_same = condition is None or condition == resource.etag
        start = 0
        if wanted.startswith("bytes=") and resource.ranges and is_same:
            first, _, last = wanted.removeprefix("bytes=").partition("-")
            start = int(first)
            if start >= len(content):
                self._plain(416)
                return
            stop = min(int(last) + 1 if last else len(content), len(content))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{len(content)}")
        else:
            stop = len(content)
            self.send_response(200)
        self._headers(resource, stop - start)
        if with_body:
            self._body(resource, start, stop)

    def _headers(self, resource: Resource, length: int) -> None:
        self.send_header("Content-Type", resource.kind)
        if resource.ranges:
            self.send_header("Accept-Ranges", "bytes")
        if resource.validators:
            self.send_header("ETag", resource.etag)
        if resource.without_length:
            self.send_header("Connection", "close")
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def _body(self, resource: Resource, start: int, stop: int) -> None:
        view = memoryview(resource.content)
        at, sent = start, 0
        step = _CHUNK
        if resource.bytes_per_second:
            step = max(1, min(_CHUNK, resource.bytes_per_second // 20))
        try:
            while at < stop and not self.site.closing.is_set():
                if resource.cut_after is not None and sent >= resource.cut_after:
                    self.close_connection = True
                    return
                if resource.stall_after is not None and sent >= resource.stall_after:
                    self.site.closing.wait(120)
                    return
                drip_after = resource.drip_after
                dripping = drip_after is not None and at >= drip_after
                until = stop if drip_after is None or dripping else min(stop, drip_after)
                piece = view[at : min(at + (1 if dripping else step), until)]
                self.wfile.write(piece)
                at, sent = at + len(piece), sent + len(piece)
                if dripping:
                    time.sleep(0.2)
                elif resource.bytes_per_second:
                    time.sleep(len(piece) / resource.bytes_per_second)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


class Videos:
    """Tiny real videos, made with ffmpeg once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def mp4(self) -> Path:
        """Four seconds of picture and sound."""
        return self.make("four.mp4", seconds=4)

    @cached_property
    def other_mp4(self) -> Path:
        """Another one, for a file that changes."""
        return self.make("other.mp4", seconds=5)

    @cached_property
    def long_mp4(self) -> Path:
        """Large enough to be stopped in the middle: about 3 MB."""
        return self.make("long.mp4", seconds=30, rate="800k", size="320x180")

    def make(
        self,
        name: str,
        *,
        seconds: int,
        rate: str = "60k",
        size: str = "160x90",
        picture: str = "testsrc2",
    ) -> Path:
        """A video; `picture` is one of ffmpeg's sources, such as mandelbrot."""
        path = self._folder / name
        _ffmpeg(
            *_source(seconds, size, picture),
            *("-c:v", "libx264", "-preset", "ultrafast", "-b:v", rate, "-minrate", rate),
            *("-maxrate", rate, "-bufsize", "200k", "-x264-params", "nal-hrd=cbr:keyint=25"),
            *("-c:a", "aac", "-b:a", "32k", "-movflags", "+faststart", str(path)),
        )
        return path

    @cached_property
    def hls(self) -> Path:
        """A folder with index.m3u8 and four segments."""
        return self._hls("hls", [])

    @cached_property
    def encrypted_hls(self) -> Path:
        """The same with AES-128; the key's address is the placeholder KEY-URL."""
        key = self._folder / "key.bin"
        key.write_bytes(b"0123456789abcdef")
        told = self._folder / "key.txt"
        told.write_text(f"KEY-URL\n{key}\n")
        return self._hls("encrypted", ["-hls_key_info_file", str(told)])

    def _hls(self, name: str, options: list[str]) -> Path:
        folder = self._folder / name
        folder.mkdir()
        _ffmpeg(
            *_source(8, "160x90"),
            *("-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-c:a", "aac"),
            *("-hls_time", "2", "-hls_playlist_type", "vod", *options),
            *("-hls_segment_filename", str(folder / "part%d.ts"), str(folder / "index.m3u8")),
        )
        return folder


def _source(seconds: int, size: str, picture: str = "testsrc2") -> list[str]:
    drawn = f"{picture}=size={size}:rate=25"
    sound = f"sine=frequency=440:duration={seconds}"
    return ["-f", "lavfi", "-i", drawn, "-f", "lavfi", "-i", sound, "-t", str(seconds)]


def _ffmpeg(*arguments: str) -> None:
    subprocess.run(
        ["ffmpeg", "-hide_banner", "-loglevel", "error", "-y", *arguments],
        check=True,
        stdin=subprocess.DEVNULL,
    )

"""A fast Range server on loopback: the kernel sends the file, so that it is never the slow part."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    file: Path

    def do_HEAD(self) -> None:
        self._head()

    def do_GET(self) -> None:
        first, stop = self._head()
        self.wfile.flush()
        try:
            with self.file.open("rb") as source:
                while first < stop:
                    first += os.sendfile(
                        self.connection.fileno(), source.fileno(), first, stop - first
                    )
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _head(self) -> tuple[int, int]:
        size = self.file.stat().st_size
        begin, _, end = self.headers.get("Range", "").removeprefix("bytes=").partition("-")
        first, stop = int(begin or 0), min(int(end or size) + 1, size)
        self.send_response(206 if begin else 200)
        if begin:
            self.send_header("Content-Range", f"bytes {first}-{stop - 1}/{size}")
        self.send_header("Content-Type", "video/mp4")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(stop - first))
        self.end_headers()
        return first, stop

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - theirs
        """Say nothing."""


@contextmanager
def range_server(file: Path) -> Iterator[str]:
    """Answer every path with `file`; the address."""
    handler = type("Handler", (_Handler,), {"file": file})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()

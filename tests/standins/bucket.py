"""An S3 server: moto's, over real HTTP, with faults that can be switched on."""

import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any, Literal, Self

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import Client
from werkzeug.wrappers import Response

Fault = Literal["busy", "slow", "cut", "forbidden"]
"""503; an answer that takes its time; one that ends in the middle; 403."""
NAME = "household"
_SLOW_SECONDS = 0.3
_SIGNED = (
    "AWS4-HMAC-SHA256 Credential=owner/20260101/us-east-1/s3/aws4_request,"
    " SignedHeaders=host, Signature=0"
)


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object, **__: object) -> None:
        """Say nothing."""


class BucketStandIn:
    """Holds one bucket, `url`, while entered; each of the next calls meets one of the `faults`."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._server = make_server(host, 0, self._answer, threaded=True, request_handler=_Quiet)
        self.port = self._server.server_port
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.url = f"s3://{NAME}/medianest"
        self.faults: list[Fault] = []
        self.seen: list[str] = []
        """Method and path of each call."""

    def settings(self) -> dict[str, str]:
        """What a process is told that keeps its files here."""
        return {
            "MEDIANEST__STORAGE__URL": self.url,
            "MEDIANEST__STORAGE__ENDPOINT": self.endpoint,
            "MEDIANEST__STORAGE__ACCESS_KEY": "owner",
            "MEDIANEST__STORAGE__SECRET_KEY": "secret of the bucket",
        }

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self._call("POST", "/moto-api/reset")
        self._call("PUT", f"/{NAME}")
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _call(self, method: str, path: str) -> None:
        asking = Client(self._moto)
        headers = {"Authorization": _SIGNED}
        asking.open(path, base_url=self.endpoint, method=method, headers=headers).close()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.seen.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        fault = self.faults.pop(0) if self.faults else None
        if fault in {"busy", "forbidden"}:
            refusal = Response(status=503 if fault == "busy" else 403)
            return refusal(environ, start_response)
        if fault == "slow":
            time.sleep(_SLOW_SECONDS)
        answer = self._moto(environ, start_response)
        return _first_half(answer) if fault == "cut" else answer


def _first_half(answer: Iterable[bytes]) -> Iterator[bytes]:
    whole = b"".join(answer)
    yield whole[: len(whole) // 2]
    raise ConnectionAbortedError("cut off")

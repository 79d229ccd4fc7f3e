"""A real nginx in front of an appliance, as it serves several programs below paths of one host."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
from tests.support.appliance import free_port

_CONFIG = """
daemon off; pid {folder}/pid; error_log stderr warn;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{ return 404 "another program"; }}
    location {prefix}/ {{
      proxy_pass {behind};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
    }}
  }}
}}
"""


@contextmanager
def nginx_before(base_url: str, prefix: str, *, strips: bool) -> Iterator[str]:
    """Its address with `prefix`; with `strips` the appliance is asked without it."""
    port, behind = free_port(), f"{base_url}/" if strips else base_url
    with tempfile.TemporaryDirectory() as folder:
        # Its workers are nobody, who has to reach their folders for uploads.
        Path(folder).chmod(0o755)
        config = Path(folder, "nginx.conf")
        config.write_text(_CONFIG.format(folder=folder, port=port, prefix=prefix, behind=behind))
        process = subprocess.Popen(["nginx", "-c", str(config)], env={"PATH": "/usr/sbin:/usr/bin"})
        try:
            _wait_for(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}{prefix}"
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            httpx2.get(url, timeout=10)
        except httpx2.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx does not answer")

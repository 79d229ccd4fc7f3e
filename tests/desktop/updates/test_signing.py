"""The tool of the publisher, as it is called."""

import os
import subprocess
import sys
from pathlib import Path

from medianest_desktop.updates import read_news

ROOT = Path(__file__).resolve().parents[3]


def run(*words: str) -> str:
    command = [sys.executable, str(ROOT / "packaging/news.py"), *words]
    env = {**os.environ, "NEWS_PASSWORD": "a secret"}
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout


def test_what_the_tool_signs_the_client_believes(tmp_path: Path) -> None:
    secret, file = tmp_path / "news.key", tmp_path / "out/latest.json"
    public = run("key", "--to", str(secret)).strip()

    page = "https://example.org/0.2.0"
    run(
        "sign",
        f"--key={secret}",
        "--version=0.2.0",
        f"--page={page}",
        f"--to={file}",
    )

    news = read_news(file.read_bytes(), [public])
    assert (news.version, news.page) == ("0.2.0", page)
    assert b"ENCRYPTED" in secret.read_bytes()
    assert secret.stat().st_mode & 0o077 == 0

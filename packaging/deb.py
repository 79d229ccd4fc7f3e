"""Debian packages that bring their Python packages along, in an environment of their own.

What is the same for the client and the server: the environment below /usr/lib, the files that lie
as they are in `linux/<name>/root`, the scripts of `linux/<name>/debian`, and the archive.
"""

import gzip
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = "/usr/bin/python3"
_TO_PYTHON = "../../../bin/python3"
MAINTAINER = "The MediaNest developers <medianest@localhost>"
_SHEBANG = b"#!"


@dataclass(frozen=True, slots=True)
class Control:
    """What a package says about itself, beside what can be counted."""

    name: str
    version: str
    section: str
    depends: Sequence[str]
    recommends: Sequence[str]
    suggests: Sequence[str]
    summary: str
    description: Sequence[str]

    def text(self, architecture: str, size: int) -> str:
        """The control file; `size` in KiB."""
        lines = [
            f"Package: {self.name}",
            f"Version: {self.version}",
            f"Architecture: {architecture}",
            f"Maintainer: {MAINTAINER}",
            f"Installed-Size: {size}",
            f"Depends: {', '.join(self.depends)}",
            *([f"Recommends: {', '.join(self.recommends)}"] if self.recommends else []),
            *([f"Suggests: {', '.join(self.suggests)}"] if self.suggests else []),
            f"Section: {self.section}",
            "Priority: optional",
            f"Description: {self.summary}",
            *(f" {line}" for line in self.description),
        ]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Tree:
    """A package in the making: what will lie below /, and what dpkg reads."""

    name: str
    part: Path
    """Where its own files are: `linux/client` or `linux/server`."""
    folder: Path

    @property
    def home(self) -> Path:
        """The environment of its own."""
        return self.folder / "usr/lib" / self.name

    @property
    def packages(self) -> Path:
        """Where its Python packages lie."""
        return self.home / f"lib/python{python_version()}/site-packages"

    def begin(self) -> None:
        """Start anew with the files that lie as they are."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.part / "root", self.folder)
        for path in (self.folder, *self.folder.rglob("*")):
            program = path.is_dir() or path.parent.name == "bin"
            path.chmod(0o755 if program else 0o644)

    def install(self, pip: Path, lock: Path, *, shares_system: bool) -> None:
        """Make the environment and fill it with exactly what `lock` names."""
        words = ["install", "--quiet", "--disable-pip-version-check", "--no-compile"]
        words += ["--ignore-installed", "--require-hashes", "-r", str(lock)]
        subprocess.run([str(pip), "-m", "pip", *words, "--prefix", str(self.home)], check=True)
        seen = str(shares_system).lower()
        config = f"home = /usr/bin\ninclude-system-site-packages = {seen}\n"
        (self.home / "pyvenv.cfg").write_text(config)
        (self.home / "bin").mkdir(exist_ok=True)
        (self.home / "bin/python3").symlink_to(_TO_PYTHON)
        for script in (self.home / "bin").iterdir():
            _lead_home(script, f"/usr/lib/{self.name}/bin/python3")

    def add(self, source: Path, *leave: str) -> None:
        """Put one of the project's own Python packages beside them, without its folders `leave`."""

        def ignored(folder: str, names: list[str]) -> set[str]:
            within = Path(folder).relative_to(source)
            return {name for name in names if str(within / name) in leave or name == "__pycache__"}

        shutil.copytree(source, self.packages / source.name, ignore=ignored)

    def document(self, version: str) -> None:
        """Licence and changelog, where Debian looks for them."""
        folder = self.folder / "usr/share/doc" / self.name
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "packaging/linux/copyright", folder / "copyright")
        when = _said("git", "log", "-1", "--format=%cD")
        entry = f"{self.name} ({version}) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n"
        entry += f" -- {MAINTAINER}  {when}\n"
        (folder / "changelog.gz").write_bytes(_packed(entry.encode()))
        for page in (self.folder / "usr/share/man").rglob("*.1"):
            page.with_name(f"{page.name}.gz").write_bytes(_packed(page.read_bytes()))
            page.unlink()

    def pack(self, control: Control, out: Path) -> Path:
        """Write the package into the folder `out`; the file."""
        self._narrow()
        size = sum(path.lstat().st_size for path in self.folder.rglob("*")) // 1024
        architecture = _said("dpkg", "--print-architecture")
        debian = self.folder / "DEBIAN"
        shutil.copytree(self.part / "debian", debian)
        for script in debian.iterdir():
            script.chmod(0o644 if script.name in {"conffiles", "templates"} else 0o755)
        (debian / "control").write_text(control.text(architecture, size))
        (debian / "md5sums").write_text(self._sums())
        out.mkdir(parents=True, exist_ok=True)
        file = out / f"{control.name}_{control.version}_{architecture}.deb"
        command = [
            "dpkg-deb",
            "--root-owner-group",
            "-Zxz",
            "-z3",
            "--build",
            str(self.folder),
            str(file),
        ]
        stable = {**os.environ, "SOURCE_DATE_EPOCH": _said("git", "log", "-1", "--format=%ct")}
        subprocess.run(command, check=True, env=stable, stdout=subprocess.DEVNULL)
        return file

    def _narrow(self) -> None:
        # Tests of libraries, and what only compilers of other programs read.
        for pattern in ("**/tests", "**/__pycache__", "**/*.pyi", "**/*.pxd"):
            for path in list(self.packages.glob(pattern)):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path in self.folder.rglob("*"):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or _is_program(path) else 0o644)

    def _sums(self) -> str:
        files = [
            str(path.relative_to(self.folder))
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not path.is_symlink() and "DEBIAN" not in path.parts
        ]
        command = ["xargs", "-0", "md5sum"]
        said = subprocess.run(
            command,
            input="\0".join(files),
            cwd=self.folder,
            check=True,
            capture_output=True,
            text=True,
        )
        return said.stdout


def python_version() -> str:
    """The version of the distribution's Python, such as 3.11, for which the package is built."""
    return _said(PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])")


def python_range() -> tuple[str, str]:
    """The dependencies that tie compiled packages to that Python."""
    major, minor = (int(part) for part in python_version().split("."))
    return f"python3 (>= {major}.{minor})", f"python3 (<< {major}.{minor + 1})"


def _is_program(path: Path) -> bool:
    if path.parent.name == "bin":
        return True
    return bool(path.stat().st_mode & 0o111) and ".so" not in path.name and path.suffix != ".py"


def _lead_home(script: Path, interpreter: str) -> None:
    if script.is_symlink():
        return
    first, _, rest = script.read_bytes().partition(b"\n")
    if first.startswith(_SHEBANG) and b"python" in first:
        script.write_bytes(f"#!{interpreter}\n".encode() + rest)


def _packed(text: bytes) -> bytes:
    return gzip.compress(text, mtime=0)


def _said(*command: str) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return done.stdout.strip()

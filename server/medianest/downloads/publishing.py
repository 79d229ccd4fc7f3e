"""Brings a fetched file into the media folder so that Plex never sees half of it."""

import errno
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from medianest.downloads.naming import EpisodeName, Name
from medianest.downloads.runner import FetchFailedError
from medianest.downloads.sidecars import nfo, show_nfo
from medianest.downloads.ytdlp.wire import FetchedFile
from medianest.infra.media import MARKER
from medianest.kit.paths import is_inside, sync, sync_folder, weight

WORK: Final = ".medianest-tmp"
_SIDECARS: Final = (".nfo", ".jpg")
_BY_ERRNO: Final = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EROFS: "media_folder_read_only",
    errno.EACCES: "media_folder_read_only",
    errno.EPERM: "media_folder_read_only",
    errno.ENOENT: "media_folder_missing",
    errno.EIO: "media_folder_missing",
    errno.ESTALE: "media_folder_missing",
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """The media folder, and the part of it (or another folder) that Plex looks into.

    Its methods touch the disk and belong into a thread; they raise `FetchFailedError`.
    """

    media: Path
    root: Path

    def check(self) -> None:
        """Refuse a folder whose disk is not mounted, or that cannot be written to."""
        if not (self.media / MARKER).is_file() or not self.root.is_dir():
            raise FetchFailedError("media_folder_missing", str(self.media))
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise FetchFailedError("media_folder_read_only", str(self.root))

    def work_folder(self, download: UUID) -> Path:
        """The private folder of one download, on the disk where its file will lie."""
        self.check()
        folder = self.media / WORK / str(download)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.media / WORK / ".plexignore").write_text("*\n")
        except OSError as failure:
            raise failed(failure) from failure
        return folder

    def free_path(self, name: Name, suffix: str, copy: int) -> Path | None:
        """The place for the file, None if something lies there already."""
        path = self.root / name.path(suffix, copy)
        if not is_inside(path, self.root):
            raise FetchFailedError("unknown", "the name of the video leads out of the folder")
        return None if path.exists() else path

    def publish(self, name: Name, file: FetchedFile, target: Path, aired: datetime) -> None:
        """Write what goes beside the video, then the video itself; may be repeated."""
        self.check()
        try:
            _folders(target.parent, self.root)
            if isinstance(name, EpisodeName):
                _write(self.root / name.show / "tvshow.nfo", show_nfo(name.video))
            _write(target.with_suffix(".nfo"), nfo(name, aired=aired, duration=file.duration))
            for source, beside in _companions(file, target):
                _bring(source, beside)
            _bring(Path(file.path), target)
        except OSError as failure:
            raise failed(failure) from failure

    def discard(self, download: UUID) -> None:
        """Remove what is left of the fetching."""
        folder = self.media / WORK / str(download)
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            folder.with_name(f"{folder.name}.lock").unlink(missing_ok=True)

    def weight(self, download: UUID) -> int:
        """Bytes of what has been fetched so far."""
        return weight(self.media / WORK / str(download))

    def gone(self, files: Mapping[UUID, str]) -> list[UUID]:
        """Whose file has been deleted; raises if the disk is not there to be asked."""
        self.check()
        return [download for download, path in files.items() if not Path(path).exists()]

    def may_stay(self, file: Path) -> bool:
        """Whether `file` takes up room; it may, while the disk is not there to be asked."""
        try:
            self.check()
        except FetchFailedError:
            return True
        return file.exists()

    def leftovers(self) -> list[UUID]:
        """Downloads that have a folder of fetched parts, or had one."""
        with suppress(OSError):
            names = {one.name.removesuffix(".lock") for one in (self.media / WORK).iterdir()}
            return list(_ids(names))
        return []

    def unpublish(self, target: Path) -> None:
        """Remove a published file and what lies beside it, never anything outside."""
        self.check()
        if not is_inside(target, self.root) and not is_inside(target, self.media):
            raise FetchFailedError("unknown", "the file lies outside of the media folder")
        beside = [target.with_suffix(suffix) for suffix in _SIDECARS]
        subtitles = target.parent.glob(f"{_escaped(target.stem)}.*.srt")
        for path in (target, *beside, *subtitles):
            path.unlink(missing_ok=True)
        # Fails, as it should, unless this was the last file in there.
        with suppress(OSError):
            target.parent.rmdir()


def is_published(target: str | None, file: FetchedFile | None) -> bool:
    """Whether the file lies in its place already, e.g. because a crash came right after."""
    if target is None or file is None or Path(file.path).exists():
        return False
    path = Path(target)
    return path.is_file() and path.stat().st_size == file.size


def failed(failure: OSError) -> FetchFailedError:
    """The class of a failing disk."""
    return FetchFailedError(_BY_ERRNO.get(failure.errno or 0, "unknown"), str(failure.strerror))


def _folders(folder: Path, root: Path) -> None:
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        # The root itself is never made: a missing one is a disk that is not mounted.
        if one == root or not one.is_relative_to(root):
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        one.mkdir(exist_ok=True)
        one.chmod(0o755)


def _companions(file: FetchedFile, target: Path) -> Iterable[tuple[Path, Path]]:
    if file.picture is not None:
        yield Path(file.picture), target.with_suffix(".jpg")
    for language, path in file.subtitles.items():
        yield Path(path), target.with_suffix(f".{language}.srt")


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name[:80]}.tmp")
    temporary.write_bytes(content)
    temporary.chmod(0o644)
    temporary.replace(path)


def _bring(source: Path, target: Path) -> None:
    if not source.exists() and target.exists():
        return
    source.chmod(0o644)
    sync(source)
    try:
        source.replace(target)
    except OSError as failure:
        if failure.errno != errno.EXDEV:
            raise
        _copy(source, target)
    sync_folder(target.parent)


def _copy(source: Path, target: Path) -> None:
    # Plex ignores names that begin with a dot.
    temporary = target.with_name(f".{target.name[:80]}.tmp")
    try:
        shutil.copyfile(source, temporary)
        temporary.chmod(0o644)
        sync(temporary)
        temporary.replace(target)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    source.unlink()


def _ids(names: Iterable[str]) -> Iterable[UUID]:
    for name in names:
        with suppress(ValueError):
            yield UUID(name)


def _escaped(stem: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in stem)

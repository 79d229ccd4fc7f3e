"""Publishing into a folder of a network share, which may promise less than a disk of one's own."""

import errno
import os
import stat
from pathlib import Path

import pytest

from medianest.downloads.naming import FilmName
from medianest.downloads.publishing import Shelf
from medianest.downloads.ytdlp.wire import FetchedFile, VideoInfo
from medianest.infra import media
from medianest.kit.clock import now

VIDEO = VideoInfo(id="1", site="Site", title="Our garden")


def test_a_share_that_syncs_files_but_no_folders_takes_the_video(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media.claim(tmp_path)
    fetched, target = tmp_path / "fetched.mp4", tmp_path / "Our garden" / "Our garden.mp4"
    fetched.write_bytes(b"video")
    file = FetchedFile(path=str(fetched), size=5, duration=1.0)
    really = os.fsync

    def refusing(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        really(handle)

    monkeypatch.setattr(os, "fsync", refusing)
    Shelf(tmp_path, tmp_path).publish(FilmName(VIDEO), file, target, now())

    assert target.read_bytes() == b"video"

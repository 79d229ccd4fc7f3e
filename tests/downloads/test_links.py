"""Which links are the same, and which names are safe."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.examples import tried

from medianest.downloads import links
from medianest.downloads.naming import EpisodeName, FilmName, tame
from medianest.downloads.sidecars import nfo
from medianest.downloads.ytdlp.wire import VideoInfo

AIRED = datetime(2026, 8, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ?si=abc",
        "http://m.youtube.com/watch?v=dQw4w9WgXcQ&list=PL1&t=5s",
        "https://www.youtube.com/shorts/dQw4w9WgXcQ",
        "https://music.youtube.com/watch?v=dQw4w9WgXcQ#x",
    ],
)
def test_one_video_has_one_key_however_it_is_linked(url: str) -> None:
    assert links.read(url).key == "youtube:dQw4w9WgXcQ"


def test_parts_that_matter_stay_in_the_link() -> None:
    link = links.read("HTTPS://Vimeo.COM:443/1?a=b&utm_source=x#part")

    assert link.url == "https://vimeo.com/1?a=b&utm_source=x"
    assert link.key == links.read("http://www.vimeo.com/1/?a=b").key
    assert link.key != links.read("https://vimeo.com/1?a=c").key


@tried()
@given(st.text())
def test_a_tamed_name_is_one_safe_component(text: str) -> None:
    name = tame(text)

    assert 0 < len(name.encode()) <= 124
    assert name not in {".", ".."}
    assert not set('/\\\x00<>:"|?*') & set(name)
    assert name == name.strip(". ")


@pytest.mark.parametrize("title", ["CON", "nul.txt", "com1", "LPT9.x"])
def test_names_that_windows_reserves_are_avoided(title: str) -> None:
    assert tame(title).startswith("_")


def test_digits_of_a_title_are_not_taken_for_an_episode() -> None:
    video = VideoInfo(id="x", site="Web", title="S2 E4 of 10", channel="Kanal", channel_id="UC1")

    path = EpisodeName(video, 2026, 82101).path(".mp4", 1)

    assert path.parent.as_posix() == "Kanal [UC1]/Season 2026"
    assert path.name.startswith("Kanal - s2026e082101 - S")
    assert "E4" not in path.name


@tried()
@given(st.text(), st.text())
def test_a_description_is_always_proper_xml(title: str, plot: str) -> None:
    video = VideoInfo(id="x", site="Web", title=title, description=plot)

    root = ET.fromstring(nfo(FilmName(video), aired=AIRED, duration=61))  # noqa: S314 - our own

    assert root.findtext("year") == "2026"

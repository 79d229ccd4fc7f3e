"""The NFO beside a video: what Plex shows of it."""

import xml.etree.ElementTree as ET
from datetime import datetime
from typing import Final

from medianest.downloads.naming import EpisodeName, Name
from medianest.downloads.ytdlp.wire import VideoInfo

_CONTROLS: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF])


def nfo(name: Name, *, aired: datetime, duration: float) -> bytes:
    """Describe the video in the form that its library reads."""
    video = name.video
    is_episode = isinstance(name, EpisodeName)
    root = ET.Element("episodedetails" if is_episode else "movie")
    _add(root, "title", video.title)
    if isinstance(name, EpisodeName):
        _add(root, "showtitle", video.channel or video.site)
        _add(root, "season", str(name.season))
        _add(root, "episode", str(name.episode))
    _add(root, "aired" if is_episode else "premiered", aired.date().isoformat())
    _add(root, "year", str(aired.year))
    _add(root, "plot", video.description)
    _add(root, "runtime", str(max(1, round(duration / 60))))
    _add(root, "studio", video.channel or video.site)
    unique = _add(root, "uniqueid", video.id)
    if unique is not None:
        unique.attrib.update(type=video.site.lower() or "web", default="true")
    return _encoded(root)


def show_nfo(video: VideoInfo) -> bytes:
    """Describe the show that a channel becomes."""
    root = ET.Element("tvshow")
    _add(root, "title", video.channel or video.site)
    _add(root, "studio", video.site)
    return _encoded(root)


def _add(root: ET.Element, tag: str, text: str) -> ET.Element | None:
    clean = text.translate(_CONTROLS).strip()
    if not clean:
        return None
    element = ET.SubElement(root, tag)
    element.text = "".join(sign for sign in clean if not 0xD800 <= ord(sign) <= 0xDFFF)  # noqa: PLR2004
    return element


def _encoded(root: ET.Element) -> bytes:
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"

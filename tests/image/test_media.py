"""The image's ffmpeg is built with less than Debian's; all that the product relies on is there."""

import pytest
from tests.image.boxed import docker

from medianest.downloads.ytdlp._containers import CONTAINERS

pytestmark = pytest.mark.timeout(300)

# What sites send, and what lies in the libraries of Plex.
DECODERS = (
    "h264 hevc libdav1d vp8 vp9 mpeg1video mpeg2video mpeg4 msmpeg4 vc1 wmv2 wmv3 flv theora "
    "prores mjpeg aac ac3 alac dca eac3 flac mp2 mp3 opus pcm_s16le truehd vorbis wmav2 "
    "ass dvbsub dvdsub mov_text pgssub subrip webvtt gif png webp"
)
ENCODERS = "aac ac3 flac libmp3lame libopus libx264 mjpeg mov_text png srt webvtt"
MUXERS = (
    "ass dash flac hls image2 ipod matroska mov mp3 mp4 mpegts ogg opus segment srt wav webm webvtt"
)
TO_STREAM = "concat dash hls"
PROTOCOLS = "crypto file hls http httpproxy https pipe tls"
FILTERS = (
    "aformat anull aresample fps format loudnorm overlay scale select thumbnail tile tonemap yadif"
)
# Name, arguments for ffmpeg: made anew from pictures and sound, and looked at by PyAV.
MADE = {
    "plain.mp4": "-c:v libx264 -c:a aac -movflags +faststart",
    "plain.mkv": "-c:v libx264 -c:a libopus",
    "plain.webm": "-vn -c:a libopus",
    "plain.ts": "-c:v libx264 -c:a ac3",
    "list.m3u8": "-c:v libx264 -c:a aac -hls_segment_type fmp4 -hls_time 1",
    "list.mpd": "-c:v libx264 -c:a aac",
    "sound.m4a": "-vn -c:a aac",
    "sound.mp3": "-vn -c:a libmp3lame",
    "sound.flac": "-vn -c:a flac",
    "picture.png": "-frames:v 1",
    "picture.jpg": "-frames:v 1",
}
MAKE = "ffmpeg -v error -f lavfi -i testsrc2=d=2:s=320x180 -f lavfi -i sine=d=2 -pix_fmt yuv420p"
LOOK = """\
import sys, av
for name in sys.argv[1:]:
    with av.open(name) as file:
        stream = file.streams[0]
        print(name, next(file.decode(stream)).__class__.__name__)
"""


def run(image: str, line: str) -> str:
    """What a line of shell prints in a fresh container."""
    return docker("run", "--rm", "--workdir", "/run", "--entrypoint", "bash", image, "-ec", line)


def listed(image: str, kind: str) -> set[str]:
    """The names of one kind that ffmpeg itself lists."""
    lines = run(image, f"ffmpeg -v error -{kind}").splitlines()
    words = [line.split() for line in lines if line.startswith(" ")]
    names = (one[1] if len(one) > 1 else one[0] for one in words)
    return {name for joined in names for name in joined.split(",")}


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("demuxers", f"{CONTAINERS.replace(',', ' ')} {TO_STREAM}"),
        ("decoders", DECODERS),
        ("encoders", ENCODERS),
        ("muxers", MUXERS),
        ("protocols", PROTOCOLS),
        ("filters", FILTERS),
    ],
)
def test_ffmpeg_has_everything_of_a_kind(image: str, kind: str, wanted: str) -> None:
    assert set(wanted.split()) - listed(image, kind) == set()


def test_what_ffmpeg_makes_pyav_reads(image: str) -> None:
    making = "; ".join(f"{MAKE} {how} {name}" for name, how in MADE.items())

    told = run(image, f"{making}; python3 -c '{LOOK}' {' '.join(MADE)}").split()

    assert told[::2] == list(MADE)
    assert set(told[1::2]) == {"VideoFrame", "AudioFrame"}


def test_a_film_is_made_fit_for_an_old_player(image: str) -> None:
    """Scaled, in another pace, its subtitles put in, cut out of the middle."""
    line = (
        f"{MAKE} -c:v libx264 -c:a aac film.mkv;"
        "printf '1\\n00:00:00,000 --> 00:00:02,000\\nhello\\n' > film.srt;"
        "ffmpeg -v error -ss 0.5 -i film.mkv -i film.srt -vf scale=160:-2,fps=10 "
        "-c:v libx264 -c:a aac -c:s mov_text -t 1 out.mp4;"
        "ffprobe -v error -show_entries stream=codec_name -of csv=p=0 out.mp4"
    )

    assert run(image, line).split() == ["h264", "aac", "mov_text"]


def test_a_scanner_finds_ffmpeg_by_the_version_of_debian(image: str) -> None:
    package = run(image, "dpkg-query -W -f '${source:Package} ${source:Version}' ffmpeg").split()
    version = run(image, "ffmpeg -version").splitlines()[0]

    assert package[0] == "ffmpeg"
    assert package[1].split(":")[-1].split("-")[0] in version


def test_every_program_and_library_finds_what_it_is_linked_to(image: str) -> None:
    line = (
        "shopt -s nullglob globstar;"
        "for one in /usr/{bin,sbin}/* /usr/lib/**/*.so* /usr/lib/postgresql/*/bin/*"
        " /opt/**/*.so; do ldd $one 2> /dev/null | grep 'not found' && echo $one; done; true"
    )

    assert run(image, line) == ""

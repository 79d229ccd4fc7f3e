"""Sources that ought to fail, each for a reason of its own, and titles that ought to be tamed."""

from tests.standins.media_site import MediaSite, Videos

# What each of these is called when it has failed.
VERDICTS = {
    "redirect": "private_address",
    "segment": "private_address",
    "key": "private_address",
    "unsupported": "unsupported_site",
    "live": "live_stream",
    "playlist": "playlist",
    "empty": "broken_file",
    "truncated": "broken_file",
}
TITLES = {
    "dots": "..",
    "long": "\u96fb" * 400,
    "emoji": "cat \U0001f408 / dog \\ bird",
    "control": "a\x07b\x1b[31mc",
    "climbing": "../../etc/passwd",
}


def put_titled(site: MediaSite, videos: Videos, name: str, title: str) -> None:
    """Put a video on the site whose page calls it `title`."""
    page = f"<title>{title}</title><video src='/{name}.mp4'></video>"
    site.put(f"/{name}", page, "text/html; charset=utf-8")
    site.put(f"/{name}.mp4", videos.mp4.read_bytes())


def put_source(site: MediaSite, inside: MediaSite, videos: Videos, name: str) -> None:
    """Put what `VERDICTS` calls `name` on the site; it leads inside if it can."""
    video = videos.mp4.read_bytes()
    kind = "application/vnd.apple.mpegurl"
    match name:
        case "redirect":
            site.put("/redirect", b"").redirect = inside.url("/a.mp4")
        case "segment":
            site.put_hls("/hls", videos.hls)
            playlist = site.resources["/hls/index.m3u8"].content.replace(b"part", b"/hls/part")
            inner = inside.url("/part2.ts").encode()
            site.put("/segment", playlist.replace(b"/hls/part2.ts", inner), kind)
        case "key":
            site.put_hls("/aes", videos.encrypted_hls)
            playlist = site.resources["/aes/index.m3u8"].content.replace(b"part", b"/aes/part")
            site.put("/key", playlist.replace(b"KEY-URL", inside.url("/key").encode()), kind)
        case "live":
            open_end = videos.hls.joinpath("index.m3u8").read_bytes()
            site.put("/live", open_end.replace(b"#EXT-X-ENDLIST", b""), kind)
        case "playlist":
            both = "<video src='/dots.mp4'></video><video src='/long.mp4'></video>"
            site.put("/playlist", both, "text/html")
        case "empty":
            site.put("/empty", b"")
        case "truncated":
            site.put("/truncated", video[: len(video) * 2 // 3])
        case _:
            site.put(f"/{name}", "<p>Nothing to see</p>", "text/html")

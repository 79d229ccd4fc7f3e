import pytest

from medianest.kit.pictures import NotAPictureError, media_type


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0 and so on", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n and so on", "image/png"),
        (b"RIFF\x0a\x0b\x0c\x0dWEBPVP8 and so on", "image/webp"),
    ],
)
def test_a_picture_is_what_its_first_bytes_say(content: bytes, kind: str) -> None:
    assert media_type(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"<svg onload=alert(1)>",
        b"\x89PNG is not enough",
        b"RIFF\x0a\x0b\x0c\x0dWAVEfmt ",
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPictureError):
        media_type(content)

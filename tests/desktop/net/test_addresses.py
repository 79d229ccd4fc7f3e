import pytest

from medianest_desktop.net.addresses import BadAddressError, read


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nas", ["https://nas:8767", "https://nas:443", "http://nas:8766"]),
        (
            "  NAS.local. ",
            ["https://nas.local:8767", "https://nas.local:443", "http://nas.local:8766"],
        ),
        ("192.168.1.9", ["https://192.168.1.9:8767", "http://192.168.1.9:8766"]),
        ("nas:9000", ["https://nas:9000", "http://nas:9000"]),
        ("http://nas:8766/sign-in?x=1", ["http://nas:8766"]),
        ("https://nas:8767/", ["https://nas:8767"]),
        ("::1", ["https://[::1]:8767", "http://[::1]:8766"]),
        ("[::1]:9000", ["https://[::1]:9000", "http://[::1]:9000"]),
        ("fe80::1%eth0", ["https://[fe80::1%eth0]:8767", "http://[fe80::1%eth0]:8766"]),
        ("https://[fe80::1%25Wlan0]:1", ["https://[fe80::1%Wlan0]:1"]),
        ("https://ada:secret@nas:1", ["https://nas:1"]),
        ("https://müsli.lan:1", ["https://xn--msli-0ra.lan:1"]),
    ],
)
def test_what_people_type_is_understood(typed: str, meant: list[str]) -> None:
    assert [str(address) for address in read(typed)] == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "a b",
        "ftp://nas",
        "nas:99999",
        "nas:0",
        "nas:x",
        "[::1",
        "http://",
        "a<b",
        "x" * 400,
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(BadAddressError):
        read(typed)

"""The announcement as avahi-daemon reads it says what the appliance itself would announce."""

from xml.etree import ElementTree as ET

from medianest.infra.avahi import service_file
from medianest.infra.mdns import Advert, told

ADVERT = Advert("0123456789ab", "Müller & <Söhne>", "1.2.3", 8766, 18767, "ab" * 32)


def test_the_file_says_all_that_the_appliance_would_announce() -> None:
    group = ET.fromstring(service_file(ADVERT).encode())  # noqa: S314 - our own words
    service = group.find("service")
    assert service is not None

    said = dict((one.text or "").partition("=")[::2] for one in service.iter("txt-record"))

    assert (group.findtext("name"), service.findtext("type")) == (ADVERT.name, "_medianest._tcp")
    assert service.findtext("port") == "18767"
    assert said == told(ADVERT)
    assert (said["proto"], said["fp"], said["port"]) == ("https", "ab" * 32, "8766")


def test_without_tls_the_file_names_the_plain_port() -> None:
    plain = Advert("0123456789ab", "Nest", "1.2.3", 8766)

    group = ET.fromstring(service_file(plain).encode())  # noqa: S314 - our own words

    assert group.findtext("service/port") == "8766"
    assert "proto=http" in [one.text for one in group.iter("txt-record")]


def test_a_name_too_long_for_a_label_is_cut_in_the_name_alone() -> None:
    long = Advert("0123456789ab", "Ä" * 80, "1.2.3", 8766)

    group = ET.fromstring(service_file(long).encode())  # noqa: S314 - our own words

    assert len((group.findtext("name") or "").encode()) <= 63
    assert f"name={'Ä' * 80}" in [one.text for one in group.iter("txt-record")]

"""The announcement as a file for a host's own avahi-daemon."""

from typing import Final
from xml.etree import ElementTree as ET

from medianest.infra.mdns import SERVICE_TYPE, Advert, label, told

_HEAD: Final = """\
<?xml version="1.0" encoding="utf-8" standalone="no"?>
<!DOCTYPE service-group SYSTEM "avahi-service.dtd">
"""


def service_file(advert: Advert) -> str:
    """What belongs into `/etc/avahi/services/medianest.service` to announce the appliance."""
    group = ET.Element("service-group")
    ET.SubElement(group, "name").text = label(advert.name)
    service = ET.SubElement(group, "service")
    ET.SubElement(service, "type").text = SERVICE_TYPE.removesuffix(".local.")
    ET.SubElement(service, "port").text = str(advert.tls_port or advert.port)
    for name, value in told(advert).items():
        ET.SubElement(service, "txt-record").text = f"{name}={value}"
    ET.indent(group)
    return f"{_HEAD}{ET.tostring(group, encoding='unicode')}\n"

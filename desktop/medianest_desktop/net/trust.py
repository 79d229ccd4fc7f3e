"""Whom the client believes: the authority that one appliance has made for itself.

An appliance signs its certificates with an authority of its own, and names in them its id as
`<id>.medianest.invalid`. The client pins that authority when it is paired: a new certificate from
it is fine, one from any other is not, whatever the address.
"""

import asyncio
import re
import ssl
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from medianest_desktop.net.addresses import Address
from medianest_desktop.net.tries import NoAnswerError, explain

_ENDING = ".medianest.invalid"
ID_PATTERN = r"^[0-9a-z][0-9a-z-]{0,62}\Z"
"""What an appliance's id looks like: it becomes part of a host name."""


def is_id(text: str) -> bool:
    """Whether `text` can be an appliance's id; strangers write into names what they like."""
    return re.match(ID_PATTERN, text) is not None


def server_name(appliance_id: str) -> str:
    """The name that the certificates of this appliance carry, wherever it is reached."""
    return f"{appliance_id}{_ENDING}"


def one_authority(text: str) -> str:
    """The first certificate in `text`, alone, as PEM. Raises ValueError if there is none.

    What came from a stranger may hold a second one, which a context would believe as well.
    """
    certificate = x509.load_pem_x509_certificate(text.encode())
    return certificate.public_bytes(Encoding.PEM).decode()


def fingerprint(ca_pem: str) -> str:
    """SHA-256 of the authority's certificate, in hex. Raises ValueError if `ca_pem` is none."""
    certificate = x509.load_pem_x509_certificate(ca_pem.encode())
    return certificate.fingerprint(SHA256()).hex()


def pinned(ca_pem: str) -> ssl.SSLContext:
    """Believes this one authority and none of the system's. Raises ssl.SSLError."""
    context = ssl.create_default_context(cadata=ca_pem)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def unverified() -> ssl.SSLContext:
    """Believes anybody: only to look who is there, never to send anything that matters."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@dataclass(frozen=True, slots=True)
class Leaf:
    """The certificate that was shown at an address."""

    certificate: x509.Certificate

    @property
    def appliance_id(self) -> str:
        """The id that it claims; empty if it is no appliance's."""
        try:
            names = self.certificate.extensions.get_extension_for_class(
                x509.SubjectAlternativeName
            ).value.get_values_for_type(x509.DNSName)
        except (x509.ExtensionNotFound, ValueError):
            return ""
        ids = (name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING))
        return next(filter(is_id, ids), "")

    def issued_by(self, ca_pem: str) -> bool:
        """Whether that authority really has signed it; being sent along with it proves nothing."""
        try:
            authority = x509.load_pem_x509_certificate(ca_pem.encode())
            self.certificate.verify_directly_issued_by(authority)
        except (ValueError, TypeError, InvalidSignature):
            return False
        return True


async def leaf_at(address: Address) -> Leaf:
    """The certificate shown at `address`, believed or not. Raises NoAnswerError."""
    try:
        _, writer = await asyncio.open_connection(
            address.host, address.port, ssl=unverified(), server_hostname=_ENDING[1:]
        )
    except OSError as failure:
        raise explain(failure) from failure
    shown: bytes | None = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.transport.abort()
    try:
        return Leaf(x509.load_der_x509_certificate(shown or b""))
    except ValueError as wrong:
        raise NoAnswerError("foreign_certificate", str(wrong)) from wrong


async def why_refused(address: Address, *, appliance_id: str, ca_pem: str) -> NoAnswerError:
    """What it means that the pinned authority did not vouch for `address`."""
    try:
        leaf = await leaf_at(address)
    except NoAnswerError as failure:
        return failure
    if leaf.issued_by(ca_pem):
        if leaf.appliance_id == appliance_id:
            # Ours and genuine: only its dates, or the clock of this machine, can be wrong.
            return NoAnswerError("certificate_dates")
        return NoAnswerError("other_appliance", leaf.appliance_id)
    if leaf.appliance_id == appliance_id:
        return NoAnswerError("identity_differs", "the id is ours, the authority is not")
    if leaf.appliance_id:
        return NoAnswerError("other_appliance", leaf.appliance_id)
    return NoAnswerError("foreign_certificate")

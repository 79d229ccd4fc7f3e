"""The certificate that the appliance shows, and its key: short-lived, made as often as needed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from medianest.infra.tls._authority import Authority
from medianest.infra.tls._usage import key_usage

NAME_ENDS = ".medianest.invalid"
_LASTS = timedelta(days=397)
# Renewed so long before its end.
_EARLY = timedelta(days=60)
# For clients whose clock is behind ours.
_BACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A key, and the chain that leads from its certificate to the authority; both as PEM."""

    key: bytes
    chain: bytes
    begins: datetime
    ends: datetime

    def is_fresh(self, at: datetime) -> bool:
        """Whether it will do for a while; not so if the clock was wrong when it was made."""
        return self.begins <= at < self.ends - _EARLY


def issue(issuer: Authority, instance_id: str, at: datetime) -> Leaf:
    """Make a key and certify it for the name that programs ask for, and for this machine itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    begins = (at - _BACK).replace(microsecond=0)
    ends = begins + _LASTS
    certificate = _certificate(issuer, key.public_key(), instance_id + NAME_ENDS, begins, ends)
    pem = serialization.Encoding.PEM
    return Leaf(
        key=key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        chain=certificate.public_bytes(pem) + issuer.certificate.public_bytes(pem),
        begins=begins,
        ends=ends,
    )


def _certificate(
    issuer: Authority,
    public: ec.EllipticCurvePublicKey,
    name: str,
    begins: datetime,
    ends: datetime,
) -> x509.Certificate:
    identifier = issuer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    names = x509.SubjectAlternativeName([x509.DNSName(name), x509.DNSName("localhost")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer.certificate.subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(signs_data=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(names, critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier.value),
            critical=False,
        )
    )
    return builder.sign(issuer.key, hashes.SHA256())

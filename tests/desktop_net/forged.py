"""Certificates that an attacker can make: their own authority, whatever names they like."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

_YEAR = timedelta(days=365)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@dataclass(frozen=True)
class Authority:
    """An authority that anybody can make in a second."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def made(cls) -> "Authority":
        key = ec.generate_private_key(ec.SECP256R1())
        public, name = key.public_key(), _name("MediaNest appliance")
        identifier = x509.SubjectKeyIdentifier.from_public_key(public)
        built = (
            _begun(name, name, public)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs=True), critical=True)
            .add_extension(identifier, critical=False)
        )
        return cls(key, built.sign(key, hashes.SHA256()))

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def fingerprint(self) -> str:
        return sha256(self.certificate.public_bytes(Encoding.DER)).hexdigest()

    def context(self, folder: Path, *, names: list[str], appended: bytes = b"") -> ssl.SSLContext:
        """TLS with a certificate for `names`; `appended` comes last in the chain that is shown."""
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = self.certificate.subject
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        alternatives = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        built = (
            _begun(_name("appliance"), issuer, key.public_key())
            .add_extension(alternatives, critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([x509.OID_SERVER_AUTH]), critical=False)
            .add_extension(identifier, critical=False)
        )
        leaf = built.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM)
        chain, secret = folder / "chain.pem", folder / "key.pem"
        chain.write_bytes(leaf + self.pem + appended)
        form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        secret.write_bytes(key.private_bytes(*form))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, secret)
        return context


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _YEAR)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=None,  # type: ignore[arg-type]  # only meaningful with key_agreement
        decipher_only=None,  # type: ignore[arg-type]  # the same
    )

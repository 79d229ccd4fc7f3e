"""The authority: made once, kept with the other keys, never replaced."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from medianest.infra.supervisor import OwnerMustActError
from medianest.infra.tls._usage import key_usage
from medianest.kit.paths import atomic_write, create_once, private_folder

KEY_FILE = "appliance-ca.key"
CERTIFICATE_FILE = "appliance-ca.pem"
# Clients know it by its fingerprint, and a clock that was wrong on the day must not spoil it.
_FROM = datetime(2020, 1, 1, tzinfo=UTC)
_UNTIL = datetime(2120, 1, 1, tzinfo=UTC)
_ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, slots=True)
class Authority:
    """A key that signs, and the certificate by which it is known."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, 64 hexadecimal digits."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def pem(self) -> str:
        """The certificate as text."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()


def authority(keys_dir: Path, seed: bytes = b"") -> Authority:
    """The authority in `keys_dir`, made on first use; from a `seed` it is the same everywhere.

    Raises OwnerMustActError if a part of it is gone, damaged, unreadable or of another origin.
    """
    folder = private_folder(keys_dir)
    key_file, certificate_file = folder / KEY_FILE, folder / CERTIFICATE_FILE
    try:
        # In this order: whoever makes both at this moment makes the key first.
        if certificate_file.exists() and not key_file.exists() and not seed:
            raise OwnerMustActError(f"{key_file} is gone. {_cure(folder)}")
        if not key_file.exists():
            create_once(key_file, _key_pem(_new_key(seed)))
        key = _read_key(key_file, seed)
        create_once(certificate_file, _pem(_self_signed(key)), mode=0o644)
        return Authority(key, _read_certificate(certificate_file, key))
    except OSError as wrong:
        raise OwnerMustActError(
            f"{wrong.filename} cannot be read or written: {wrong.strerror}. It holds the identity "
            "that paired programs trust; give it to the user that MediaNest runs as."
        ) from wrong


def is_made(keys_dir: Path) -> bool:
    """Whether there is an authority in `keys_dir`, whole or not."""
    return any((keys_dir / name).exists() for name in (KEY_FILE, CERTIFICATE_FILE))


def inherit(keys_dir: Path, former: Path) -> None:
    """Take over the authority of the folder `former` if there is none in `keys_dir`."""
    if is_made(keys_dir):
        return
    for name, mode in ((KEY_FILE, 0o600), (CERTIFICATE_FILE, 0o644)):
        if (former / name).is_file():
            atomic_write(keys_dir / name, (former / name).read_bytes(), mode=mode)


def _new_key(seed: bytes) -> ec.EllipticCurvePrivateKey:
    if not seed:
        return ec.generate_private_key(ec.SECP256R1())
    number = int.from_bytes(hashlib.sha512(seed).digest()) % (_ORDER_OF_P256 - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def _read_key(file: Path, seed: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as wrong:
        raise OwnerMustActError(f"{file} is damaged. {_cure(file.parent)}") from wrong
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise OwnerMustActError(f"{file} is no key of this appliance. {_cure(file.parent)}")
    if seed and key.public_key() != _new_key(seed).public_key():
        raise OwnerMustActError(
            f"{file} is not what server.secret makes of it, so programs that trust the other "
            "processes would not trust this one. Give it the secret that they have and an empty "
            "data_dir, or remove server.secret and let all of them share one data_dir."
        )
    return key


def _read_certificate(file: Path, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        certificate.verify_directly_issued_by(certificate)
    except (ValueError, TypeError, InvalidSignature) as wrong:
        raise OwnerMustActError(f"{file} is damaged. {_cure(file.parent)}") from wrong
    if certificate.public_key() != key.public_key():
        raise OwnerMustActError(f"{file} does not belong to its key. {_cure(file.parent)}")
    return certificate


def _cure(folder: Path) -> str:
    return (
        "Programs that were paired know this appliance by it. Put the folder back; every backup "
        f"of MediaNest holds it. To go on with a new identity and pair them anew, remove "
        f"{folder / KEY_FILE} and {folder / CERTIFICATE_FILE}."
    )


def _self_signed(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    public = key.public_key()
    number = x509.SubjectKeyIdentifier.from_public_key(public)
    name = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, f"MediaNest {number.digest.hex()[:12]}")]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        # At most 20 bytes, and not negative.
        .serial_number(int.from_bytes(number.digest[:16]) or 1)
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage(signs_certificates=True), critical=True)
        .add_extension(number, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(number), critical=False
        )
    )
    return builder.sign(key, hashes.SHA256(), ecdsa_deterministic=True)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )

"""The authority and what it issues: once, for ever, and good enough for strict clients."""

import asyncio
import hashlib
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from medianest.infra.supervisor import OwnerMustActError
from medianest.infra.tls import Authority, Leaf, authority, issue

NAME = "0123456789ab.medianest.invalid"
TODAY = datetime.now(UTC)


@asynccontextmanager
async def shown(leaf: Leaf, folder: Path) -> AsyncIterator[int]:
    """A port where the leaf is shown."""
    (folder / "chain.pem").write_bytes(leaf.chain)
    (folder / "leaf.key").write_bytes(leaf.key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "chain.pem", folder / "leaf.key")
    server = await asyncio.start_server(
        lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


async def look(port: int, *, trusted: Authority, name: str = NAME) -> None:
    """Shake hands as a paired program does, as strictly as Python 3.13 is by default."""
    context = ssl.create_default_context(cadata=trusted.pem)
    context.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=name)
    writer.close()


async def test_a_client_that_knows_the_authority_trusts_each_leaf(tmp_path: Path) -> None:
    own = authority(tmp_path / "keys")

    async with shown(issue(own, "0123456789ab", TODAY), tmp_path) as port:
        await look(port, trusted=own)
    async with shown(issue(own, "0123456789ab", TODAY), tmp_path) as port:
        await look(port, trusted=own)
        await look(port, trusted=own, name="localhost")


async def test_a_client_refuses_another_authority_and_another_name(tmp_path: Path) -> None:
    own, other = authority(tmp_path / "keys"), authority(tmp_path / "other")

    async with shown(issue(own, "0123456789ab", TODAY), tmp_path) as port:
        with pytest.raises(ssl.SSLCertVerificationError, match="self-signed"):
            await look(port, trusted=other)
        with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
            await look(port, trusted=own, name="ba9876543210.medianest.invalid")


def test_the_authority_stays_the_same(tmp_path: Path) -> None:
    first = authority(tmp_path / "keys")

    again = authority(tmp_path / "keys")

    assert again.pem == first.pem
    assert again.fingerprint == hashlib.sha256(ssl.PEM_cert_to_DER_cert(first.pem)).hexdigest()


def test_a_lost_certificate_is_made_again_as_it_was(tmp_path: Path) -> None:
    first = authority(tmp_path / "keys")
    (tmp_path / "keys/appliance-ca.pem").unlink()

    assert authority(tmp_path / "keys").fingerprint == first.fingerprint


def test_one_secret_makes_the_same_authority_on_every_machine(tmp_path: Path) -> None:
    here, there = authority(tmp_path / "a", b"secret"), authority(tmp_path / "b", b"secret")
    elsewhere = authority(tmp_path / "c", b"another")

    assert here.fingerprint == there.fingerprint != elsewhere.fingerprint


def test_only_the_owner_of_the_folder_reads_the_key(tmp_path: Path) -> None:
    authority(tmp_path / "keys")

    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "keys/appliance-ca.key").stat().st_mode & 0o777 == 0o600


def spoil_key(keys: Path) -> None:
    (keys / "appliance-ca.key").write_text("not a key")


def spoil_certificate(keys: Path) -> None:
    (keys / "appliance-ca.pem").write_text("not a certificate")


def lose_key(keys: Path) -> None:
    (keys / "appliance-ca.key").unlink()


def swap_key(keys: Path) -> None:
    authority(keys.parent / "other")
    (keys.parent / "other/appliance-ca.key").replace(keys / "appliance-ca.key")


def hide_key(keys: Path) -> None:
    lose_key(keys)
    # A folder in its place: root, as tests may be, reads whatever file there is.
    (keys / "appliance-ca.key").mkdir()


@pytest.mark.parametrize("harm", [spoil_key, spoil_certificate, lose_key, swap_key, hide_key])
def test_a_harmed_authority_stops_the_start_and_is_never_replaced(
    tmp_path: Path, harm: object
) -> None:
    keys = tmp_path / "keys"
    authority(keys)
    assert callable(harm)
    harm(keys)
    left = {file.name: file.is_file() and file.read_bytes() for file in keys.iterdir()}

    with pytest.raises(OwnerMustActError, match=r"appliance-ca\.(key|pem)"):
        authority(keys)

    assert {file.name: file.is_file() and file.read_bytes() for file in keys.iterdir()} == left


def test_a_key_of_another_secret_stops_the_start(tmp_path: Path) -> None:
    authority(tmp_path / "keys", b"one")

    with pytest.raises(OwnerMustActError, match=r"is not what server\.secret makes of it"):
        authority(tmp_path / "keys", b"another")


def test_processes_that_race_to_make_the_authority_agree(tmp_path: Path) -> None:
    words = (
        "import sys; from pathlib import Path; from medianest.infra.tls import authority\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "print(authority(Path(sys.argv[1])).fingerprint)"
    )
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", words, tmp_path / "keys"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    for racer in racers:
        assert racer.stdout
        assert racer.stdout.readline() == "ready\n"

    told = {racer.communicate("go\n", timeout=20)[0] for racer in racers}

    assert told == {f"{authority(tmp_path / 'keys').fingerprint}\n"}


def test_a_leaf_is_renewed_two_months_early_and_when_the_clock_was_wrong(tmp_path: Path) -> None:
    leaf = issue(authority(tmp_path / "keys"), "0123456789ab", TODAY)

    assert leaf.ends - leaf.begins == timedelta(days=397)
    assert leaf.is_fresh(TODAY)
    assert leaf.is_fresh(TODAY + timedelta(days=335))
    assert not leaf.is_fresh(TODAY + timedelta(days=337))
    assert not leaf.is_fresh(TODAY - timedelta(days=2))


def test_the_chain_is_the_leaf_and_the_authority(tmp_path: Path) -> None:
    own = authority(tmp_path / "keys")

    leaf, issuer = x509.load_pem_x509_certificates(issue(own, "0123456789ab", TODAY).chain)

    leaf.verify_directly_issued_by(issuer)
    assert issuer.public_bytes(Encoding.PEM).decode() == own.pem
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [NAME, "localhost"]

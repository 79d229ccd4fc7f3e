"""Whom a first contact believes."""

from pathlib import Path

from msgspec import structs
from tests.desktop.net.authorities import Authority
from tests.desktop.net.reaching import announced, failure, reaching
from tests.desktop.net.standin import StandIn


async def test_a_typed_address_leads_to_the_appliance_and_its_authority(appliance: StandIn) -> None:
    reached = await reaching(f"127.0.0.1:{appliance.port}")

    assert (reached.id, reached.address) == (appliance.id, appliance.address)
    assert (reached.ca_pem, reached.fingerprint) == (
        appliance.authority.pem,
        appliance.authority.fingerprint,
    )


async def test_an_authority_that_was_not_announced_is_refused(appliance: StandIn) -> None:
    error = await failure(announced(appliance, fingerprint="00" * 32))

    assert error.reason == "fingerprint_differs"


async def test_another_id_than_announced_is_refused(appliance: StandIn, tmp_path: Path) -> None:
    async with StandIn(tmp_path, authority=appliance.authority) as other:
        error = await failure(structs.replace(announced(other), id=appliance.id))

    assert error.reason == "other_appliance"


async def test_an_authority_sent_along_is_not_one_that_has_issued(tmp_path: Path) -> None:
    """The relay shows its own certificate, and the real authority behind it and as its own."""
    real, evil = Authority.new(), Authority.new()
    context = evil.context(tmp_path, "abc", appended=real.pem)
    async with StandIn(tmp_path, evil, id="abc", context=context, ca_pem=real.pem) as relay:
        error = await failure(announced(relay, fingerprint=real.fingerprint))

    assert error.reason == "foreign_certificate"


async def test_a_second_authority_behind_the_real_one_is_not_kept(appliance: StandIn) -> None:
    appliance.ca_pem = appliance.authority.pem + Authority.new().pem

    reached = await reaching(announced(appliance))

    assert reached.ca_pem == appliance.authority.pem


async def test_a_certificate_of_somebody_unknown_is_refused(tmp_path: Path) -> None:
    authority = Authority.new()
    context = authority.context(tmp_path, "", name="router.example")
    async with StandIn(tmp_path, authority, context=context) as router:
        error = await failure(str(router.address))

    assert error.reason == "foreign_certificate"
    assert router.seen == []


async def test_a_name_that_the_system_vouches_for_needs_no_authority_of_its_own(
    proxied: StandIn,
) -> None:
    reached = await reaching(f"https://localhost:{proxied.port}")

    assert (reached.id, reached.ca_pem, reached.encrypted) == (proxied.id, "", True)


async def test_the_system_vouches_for_a_name_and_not_for_an_address(proxied: StandIn) -> None:
    error = await failure(f"https://127.0.0.1:{proxied.port}")

    assert error.reason == "foreign_certificate"


async def test_the_network_s_word_is_not_enough_where_no_authority_is_told(
    proxied: StandIn, tmp_path: Path
) -> None:
    # A public certificate is to be had for anybody's address: it says nothing of whose it is.
    context = proxied.authority.context(tmp_path, "", name="127.0.0.1")
    async with StandIn(tmp_path, host="127.0.0.1", id=proxied.id, context=context) as evil:
        target = structs.replace(announced(evil), fingerprint="")
        error = await failure(target)

    assert error.reason == "foreign_certificate"

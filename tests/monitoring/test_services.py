import pytest

from medianest.infra.database import fetchval
from medianest.monitoring.errors import (
    BadServiceAddressError,
    NoSuchServiceError,
    SecretNeededError,
    ServiceLockedError,
)
from medianest.monitoring.service import Services


async def test_a_secret_is_sealed_at_rest_and_readable_for_those_who_call(
    services: Services,
) -> None:
    shown = await services.save("overseerr", url="http://seerr:5055/", secret="s3cret-key")

    config = await services.get("overseerr")
    assert config is not None
    assert (config.url, config.secret) == ("http://seerr:5055", "s3cret-key")
    assert "s3cret-key" not in await fetchval("SELECT secret FROM services")
    assert shown.has_secret
    assert "s3cret-key" not in repr(config)


async def test_saving_without_a_secret_keeps_the_stored_one(services: Services) -> None:
    await services.save("overseerr", url="http://one", secret="key", options={"a": 1})

    await services.save("overseerr", url="http://ONE:80/seerr")

    config = await services.get("overseerr")
    assert config is not None
    assert (config.url, config.secret, config.options) == ("http://ONE:80/seerr", "key", {"a": 1})
    assert config.version == 2


@pytest.mark.parametrize("url", ["http://two", "http://one:81", "https://one", "http://one.evil"])
async def test_a_stored_secret_is_not_sent_to_another_place(services: Services, url: str) -> None:
    await services.save("overseerr", url="http://one", secret="key")

    for empty in (None, ""):
        with pytest.raises(SecretNeededError):
            await services.save("overseerr", url=url, secret=empty)

    await services.save("overseerr", url=url, secret="another")
    config = await services.get("overseerr")
    assert config is not None
    assert (config.url, config.secret) == (url, "another")


async def test_what_the_settings_file_gives_wins_and_is_locked(services: Services) -> None:
    config = await services.get("tmdb")

    assert config is not None
    assert (config.locked, config.secret) == (True, "from-the-file")
    with pytest.raises(ServiceLockedError):
        await services.save("tmdb", url="http://other")
    with pytest.raises(ServiceLockedError):
        await services.save("tmdb", url="http://tmdb.example", secret="another")
    with pytest.raises(ServiceLockedError):
        await services.delete("tmdb")


async def test_a_locked_service_can_still_be_switched_off(services: Services) -> None:
    await services.save("tmdb", url="http://tmdb.example", enabled=False)

    config = await services.get("tmdb")
    assert config is not None
    assert (config.enabled, config.secret) == (False, "from-the-file")
    assert await fetchval("SELECT secret FROM services WHERE name = 'tmdb'") is None


async def test_a_deleted_service_is_gone(services: Services) -> None:
    await services.save("overseerr", url="http://seerr")

    await services.delete("overseerr")

    assert await services.get("overseerr") is None
    with pytest.raises(NoSuchServiceError):
        await services.delete("overseerr")


async def test_a_service_nobody_knows_cannot_be_stored(services: Services) -> None:
    with pytest.raises(NoSuchServiceError):
        await services.save("evil", url="http://evil")


@pytest.mark.parametrize(
    "address",
    ["", "plex", "ftp://plex", "http://", "http://a b", "http://me:pw@plex", "http://p:99999",
     "http://plex/?token=1", "file:///etc/passwd", "http://[::1"],
)  # fmt: skip
async def test_an_address_that_cannot_be_called_is_refused(
    services: Services, address: str
) -> None:
    with pytest.raises(BadServiceAddressError):
        await services.save("overseerr", url=address)

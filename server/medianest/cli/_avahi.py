"""`medianest avahi`: print the announcement for a host that runs avahi-daemon."""

from argparse import Namespace

from medianest import __version__
from medianest.app import own_authority
from medianest.infra.avahi import service_file
from medianest.infra.mdns import Advert
from medianest.settings import Settings


async def avahi(settings: Settings, arguments: Namespace) -> int:
    """Print the service file for the ports as the home network reaches them."""
    server = settings.server
    authority, instance = own_authority(settings)
    with_tls = bool(server.tls_port) and "web" in server.roles
    published = server.tls_published_port or server.tls_port
    tls_port = (arguments.tls_port or published) if with_tls else 0
    advert = Advert(
        instance,
        settings.mdns.name,
        __version__,
        arguments.port or server.port,
        tls_port=tls_port,
        fingerprint=authority.fingerprint if tls_port else "",
    )
    print(service_file(advert), end="")  # noqa: T201 - the command's answer
    return 0

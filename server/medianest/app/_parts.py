"""Every service, built once and handed to those that need it."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from litestar.channels import ChannelsBackend

from medianest import __version__
from medianest.accounts.feature import Accounts, AccountsConfig
from medianest.accounts.origins import Origins
from medianest.accounts.permissions import PERMISSIONS
from medianest.accounts.queries import people
from medianest.accounts.secret import signing_secret
from medianest.accounts.service import GivenOwner
from medianest.app._catalog import catalogue
from medianest.app._given import given_services
from medianest.app._library import library_of
from medianest.app._moment import moment_of
from medianest.app._overseerr import overseerr_of
from medianest.app._requests import requests_of, standings
from medianest.app._trakt import trakt_of
from medianest.catalog.build import CatalogParts
from medianest.catalog.trakt.service import Trakt
from medianest.downloads.confirming import Confirming
from medianest.downloads.fetching import Fetching
from medianest.downloads.pictures import Pictures
from medianest.downloads.runner import Runner
from medianest.downloads.service import Downloads
from medianest.downloads.telling import Telling
from medianest.household.schemas import Setting
from medianest.household.service import Household, Identity
from medianest.infra.egress import EgressGuard, EgressProxy
from medianest.infra.events import LiveEvents
from medianest.infra.instance import instance_id
from medianest.infra.jobs import Jobs
from medianest.infra.outside import Outside
from medianest.infra.tasks import Tasks
from medianest.infra.vault import Vault
from medianest.monitoring.error_log import ErrorLog
from medianest.monitoring.hooks import Hooks
from medianest.monitoring.probes import Probes
from medianest.monitoring.service import Services
from medianest.notifications.channels import Channels
from medianest.notifications.courier.courier import Courier
from medianest.notifications.delivery import Deliveries
from medianest.notifications.service import Notifications
from medianest.plex.build import Pace
from medianest.plex.build import build as build_plex
from medianest.plex.library.service import Library
from medianest.plex.live.build import Moment
from medianest.plex.service import Plex
from medianest.requests.overseerr.service import Overseerr
from medianest.requests.service import Requests
from medianest.settings import Settings, shown

OLDEST_CLIENT = "0.1.0"
# plexapi's slowest answer is the list of a large library on a sleeping disk.
_PLEX_TIMEOUT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The services of one process."""

    settings: Settings
    identity: Identity
    tasks: Tasks
    events: LiveEvents
    jobs: Jobs
    accounts: Accounts
    household: Household
    notifications: Notifications
    channels: Channels
    deliveries: Deliveries
    errors: ErrorLog
    services: Services
    hooks: Hooks
    probes: Probes
    plex: Plex
    library: Library
    moment: Moment
    catalog: CatalogParts
    egress: EgressProxy
    downloads: Downloads
    fetching: Fetching
    confirming: Confirming
    requests: Requests
    overseerr: Overseerr
    trakt: Trakt


def assemble(settings: Settings, channels: ChannelsBackend | None = None) -> Parts:
    """Build every service; nothing is opened or started."""
    tasks, events, jobs = Tasks(), LiveEvents(channels), Jobs()
    keys = settings.data_dir / "keys"
    vault, identity = Vault(keys), _identity(settings)
    accounts = Accounts.assemble(_accounts_config(settings, keys), events)
    household = _household(settings, identity, accounts)
    wishes = settings.downloads
    guard = EgressGuard(wishes.allowed_private_hosts, ports=wishes.allowed_ports)
    egress = EgressProxy(guard)
    runner = Runner(egress, wishes.generic_sites, wishes.max_file_bytes)
    courier = Courier(allowed_private=wishes.allowed_private_hosts)
    notifications = Notifications(events, jobs)
    services = Services(vault, given_services(settings))
    hooks, plex = Hooks(signing_secret(keys)), _plex(settings, household, services)
    services.on_deleted.append(plex.forgotten)
    library = library_of(settings, plex, jobs, events, notifications)
    catalog = catalogue(settings, services, jobs, tasks, standings(library))
    telling = Telling(events, notifications)
    pictures = Pictures(settings.data_dir / "pictures")
    fetching = Fetching(runner, telling, jobs, plex, household.media_dir, pictures)
    confirming = Confirming(plex, telling, jobs)
    plex.on_connected.append(confirming.catch_up)
    downloads = Downloads(
        jobs, telling, guard, runner, household.media_dir, pictures, wishes.profile
    )
    requests = requests_of(
        catalog=catalog,
        library=library,
        plex=plex,
        live=events,
        notifications=notifications,
        jobs=jobs,
        downloads=downloads,
    )
    confirming.on_arrived.append(requests.steering.arrived)
    overseerr = overseerr_of(
        settings,
        requests,
        services=services,
        hooks=hooks,
        jobs=jobs,
        plex=plex,
        library=library,
    )
    trakt = trakt_of(
        services=services,
        vault=vault,
        jobs=jobs,
        live=events,
        notifications=notifications,
        learning=catalog.learning,
        requests=requests,
    )
    accounts.people.leaving.append(trakt.forget)
    channels_of_people = Channels(courier, vault, _may_reach_home)
    accounts.people.leaving.append(channels_of_people.forget)
    return Parts(
        settings=settings,
        identity=identity,
        tasks=tasks,
        events=events,
        jobs=jobs,
        accounts=accounts,
        household=household,
        notifications=notifications,
        channels=channels_of_people,
        deliveries=Deliveries(courier, vault, _may_reach_home, settings.server.public_url),
        errors=ErrorLog(tasks),
        services=services,
        hooks=hooks,
        probes=Probes(
            services,
            events,
            {
                "plex": plex.check,
                "tmdb": catalog.catalog.check,
                "trakt": trakt.access.check,
                "overseerr": overseerr.neighbour.check,
            },
        ),
        plex=plex,
        library=library,
        moment=moment_of(settings, library, jobs, events, hooks),
        catalog=catalog,
        egress=egress,
        downloads=downloads,
        fetching=fetching,
        confirming=confirming,
        requests=requests,
        overseerr=overseerr,
        trakt=trakt,
    )


def _identity(settings: Settings) -> Identity:
    return Identity(
        name=settings.mdns.name,
        instance_id=instance_id(settings.data_dir),
        version=__version__,
        oldest_client=OLDEST_CLIENT,
    )


def _accounts_config(settings: Settings, keys: Path) -> AccountsConfig:
    owner = settings.owner
    given = GivenOwner(owner.email, owner.password, owner.name) if owner.email else None
    return AccountsConfig(
        setup_code=settings.data_dir / "setup-code",
        secrets=[signing_secret(keys)],
        origins=Origins(settings.server.public_url, settings.server.cors_origins),
        owner=given,
    )


def _household(settings: Settings, identity: Identity, accounts: Accounts) -> Household:
    return Household(
        identity=identity,
        setup_open=accounts.setup.is_open,
        given_media_dir=settings.media_dir,
        default_media_dir=settings.data_dir / "media",
        settings=[
            Setting(key=one.key, value=one.value, locked=one.given) for one in shown(settings)
        ],
    )


def _plex(settings: Settings, household: Household, services: Services) -> Plex:
    return build_plex(
        services=services,
        outside=Outside("plex", timeout=_PLEX_TIMEOUT),
        media_dir=household.media_dir,
        client_id=household.identity.instance_id,
        version=household.identity.version,
        pace=Pace(
            debounce=timedelta(seconds=settings.plex.debounce),
            confirm_within=timedelta(seconds=settings.plex.confirm_within),
        ),
    )


async def _may_reach_home(person: UUID) -> bool:
    """Whether a person's channels may send to hosts of the own network: who runs services may."""
    known = await people.find(person)
    return known is not None and "services.manage" in PERMISSIONS[known.role]

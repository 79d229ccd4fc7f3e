"""What every slice stands on: the database's jobs and events, people, and who is told what."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from litestar.channels import ChannelsBackend

from medianest import __version__
from medianest.accounts.feature import Accounts, AccountsConfig
from medianest.accounts.origins import Origins
from medianest.accounts.pairing_code import NO_CA
from medianest.accounts.permissions import PERMISSIONS
from medianest.accounts.queries import people
from medianest.accounts.secret import signing_secret
from medianest.accounts.seed import seed_of
from medianest.accounts.service import GivenOwner
from medianest.app._devices import told_of_devices
from medianest.app._given import given_services
from medianest.app._seed import own_authority, sow
from medianest.app._storage import pictures_of_downloads
from medianest.household.schemas import Setting, Tls
from medianest.household.service import Household, Identity
from medianest.infra.events import LiveEvents
from medianest.infra.instance import instance_id
from medianest.infra.jobs import Jobs
from medianest.infra.storage import Storage
from medianest.infra.tasks import Tasks
from medianest.infra.tls import Authority
from medianest.infra.vault import Vault
from medianest.monitoring.error_log import ErrorLog
from medianest.monitoring.hooks import Hooks
from medianest.monitoring.service import Services
from medianest.notifications.channels import Channels
from medianest.notifications.courier.courier import Courier
from medianest.notifications.delivery import Deliveries
from medianest.notifications.service import Notifications
from medianest.settings import Settings, shown

BASE = "/api/v1"
"""Where the interface begins."""
OLDEST_CLIENT = "0.1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The services that know nothing of films, links or Plex."""

    settings: Settings
    identity: Identity
    authority: Authority | None
    tasks: Tasks
    events: LiveEvents
    jobs: Jobs
    vault: Vault
    accounts: Accounts
    household: Household
    notifications: Notifications
    channels: Channels
    deliveries: Deliveries
    errors: ErrorLog
    services: Services
    hooks: Hooks
    storage: Storage


def lay_ground(settings: Settings, channels: ChannelsBackend | None, *, by_tls: bool) -> Ground:
    """Build them; nothing is opened or started."""
    tasks, events, jobs = Tasks(), LiveEvents(channels), Jobs()
    keys, secret = settings.data_dir / "keys", settings.server.secret
    if secret:
        sow(settings.data_dir, secret)
    issuer = own_authority(settings)[0] if by_tls else None
    vault, identity = Vault(keys), _identity(settings, issuer)
    accounts = Accounts.assemble(_accounts_config(settings, keys, issuer), events)
    notifications = Notifications(events, jobs)
    accounts.letting_in.tell.append(told_of_devices(notifications))
    courier = Courier(allowed_private=settings.downloads.allowed_private_hosts)
    channels_of_people = Channels(courier, vault, _may_reach_home)
    accounts.people.leaving.append(channels_of_people.forget)
    return Ground(
        settings=settings,
        identity=identity,
        authority=issuer,
        tasks=tasks,
        events=events,
        jobs=jobs,
        vault=vault,
        accounts=accounts,
        household=_household(settings, identity, accounts),
        notifications=notifications,
        channels=channels_of_people,
        deliveries=Deliveries(courier, vault, _may_reach_home, settings.server.home),
        errors=ErrorLog(tasks),
        services=Services(vault, given_services(settings)),
        hooks=Hooks(signing_secret(keys)),
        storage=pictures_of_downloads(settings),
    )


def _identity(settings: Settings, issuer: Authority | None) -> Identity:
    server = settings.server
    port = server.tls_published_port or server.tls_port
    return Identity(
        name=settings.mdns.name,
        instance_id=instance_id(settings.data_dir),
        version=__version__,
        oldest_client=OLDEST_CLIENT,
        tls=Tls(port=port, fingerprint=issuer.fingerprint) if issuer else None,
        ca_pem=issuer.pem if issuer else "",
    )


def _accounts_config(settings: Settings, keys: Path, issuer: Authority | None) -> AccountsConfig:
    owner = settings.owner
    given = GivenOwner(owner.email, owner.password, owner.name) if owner.email else None
    return AccountsConfig(
        setup_code=settings.data_dir / "setup-code",
        setup_seed=seed_of(settings.server.secret, "setup-code"),
        secrets=[signing_secret(keys)],
        origins=Origins(settings.server.public_url, settings.server.cors_origins),
        ca_fingerprint=bytes.fromhex(issuer.fingerprint) if issuer else NO_CA,
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


async def _may_reach_home(person: UUID) -> bool:
    """Whether a person's channels may send to hosts of the own network: who runs services may."""
    known = await people.find(person)
    return known is not None and "services.manage" in PERMISSIONS[known.role]

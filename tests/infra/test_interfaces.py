"""What interfaces lead to, over folders that look as Linux shows them."""

from pathlib import Path

import pytest

from medianest.infra.interfaces import is_inner, only_inner


@pytest.fixture
def known(tmp_path: Path) -> Path:
    folder = tmp_path / "class"
    folder.mkdir()
    interface(folder, "lo")
    return folder


def interface(known: Path, name: str, kind: str = "", *, device: str = "virtual") -> Path:
    folder = known.parent / "devices" / device / "net" / name
    folder.mkdir(parents=True)
    (folder / "uevent").write_text(f"DEVTYPE={kind}\n" if kind else f"INTERFACE={name}\n")
    (known / name).symlink_to(folder)
    return folder


def bridge(known: Path, name: str, *ports: str) -> None:
    (interface(known, name, "bridge") / "brif").mkdir()
    for port in ports:
        (known / name / "brif" / port).touch()


def test_a_bridge_of_containers_and_machines_is_inner(known: Path) -> None:
    interface(known, "veth1")
    (interface(known, "vnet0", "bridged") / "tun_flags").touch()
    bridge(known, "apps0", "veth1", "vnet0", "gone")

    # The engine removed one of its containers while we looked.
    assert not (known / "gone").exists()
    assert is_inner("apps0", known)


def test_a_bridge_over_a_network_card_is_not_inner(known: Path) -> None:
    interface(known, "veth1")
    interface(known, "eth0", device="pci0000:00")
    bridge(known, "br0", "veth1", "eth0")

    assert not is_inner("br0", known)
    assert not is_inner("eth0", known)


@pytest.mark.parametrize(
    ("device", "kind", "inner"),
    [
        ("virtual", "", True),
        ("pci0000:00", "", False),
        ("virtual", "macvlan", False),
        ("virtual", "vlan", False),
    ],
    ids=["veth", "card", "macvlan", "vlan"],
)
def test_only_a_container_on_a_bridge_of_the_host_is_cut_off(
    known: Path, *, device: str, kind: str, inner: bool
) -> None:
    interface(known, "eth0", kind, device=device)

    assert only_inner(known) is inner


def test_where_the_system_tells_nothing_nothing_is_held_back(tmp_path: Path) -> None:
    assert not only_inner(tmp_path / "missing")
    assert not is_inner("eth0", tmp_path / "missing")

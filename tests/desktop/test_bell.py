"""Waiting for what a bell tells of."""

from medianest_desktop.bell import Bell


async def test_who_waits_looks_again_after_each_ring() -> None:
    bell = Bell()
    looks: list[bool] = [False, False, True]

    def claim() -> bool:
        holds = looks.pop(0)
        if not holds:
            bell.ring()
        return holds

    assert await bell.until(claim)
    assert looks == []


async def test_who_has_waited_long_enough_hears_so_and_listens_no_more() -> None:
    bell = Bell()

    assert not await bell.until(lambda: False, seconds=0)
    assert bell._ears == []

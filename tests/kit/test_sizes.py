import pytest

from medianest.kit.sizes import GIGABYTE, in_words


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (3 * GIGABYTE, "3 GB"),
        (1_540_000_000, "1.5 GB"),
        (12_400_000_000, "12 GB"),
        (70_000, "70 kB"),
        (0, "0 MB"),
    ],
)
def test_sizes_are_said_as_disks_are_sold(size: int, said: str) -> None:
    assert in_words(size) == said

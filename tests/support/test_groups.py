"""Groups of tests are found wherever they are named."""

from pathlib import Path

import pytest
from tests.support.groups import group_of

TESTS = Path(__file__).parents[1]
MARKED = [
    module
    for module in sorted(TESTS.rglob("test_*.py"))
    if "mark.xdist_group" in module.read_text() and module != Path(__file__)
]


@pytest.mark.parametrize("module", MARKED, ids=lambda module: str(module.relative_to(TESTS)))
def test_a_mark_is_understood(module: Path) -> None:
    assert group_of(module)


def test_a_module_without_one_has_no_group() -> None:
    assert group_of(TESTS / "conftest.py") == ""

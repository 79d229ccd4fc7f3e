"""Keeps tests of one `xdist_group` with one worker, which xdist alone does no longer.

It writes the group into the id of a test, which pytest 9.2 does not let it do:
https://github.com/pytest-dev/pytest-xdist/issues/1386.
"""

import re
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # it has none

_MARK = re.compile(r'^pytestmark = .*\bxdist_group\("([^"]+)"\)', re.MULTILINE)


class ByGroup(LoadScopeScheduling):  # type: ignore[misc]  # for the same reason
    """Hands out a module with a mark together with all others of its group, else single tests."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(self.config.rootpath / nodeid.partition("::")[0]) or nodeid


@cache
def group_of(module: Path) -> str:
    """The group that its mark names, or nothing."""
    found = _MARK.search(module.read_text())
    return found[1] if found else ""

"""The dashboard as `packaging/dashboard.py` has built it."""

import re

from medianest.web.bundle import read_bundle
from medianest.web.feature import BUNDLE

_PRELOADED = re.compile(r'href="/(_app/immutable/[^"]+\.js)"')
_LIMIT = 60_000


def test_what_a_browser_needs_before_the_first_page_stays_small() -> None:
    bundle = read_bundle(BUNDLE)
    assert bundle is not None
    page = bundle.index.body("").decode()

    sizes = [len(bundle.assets[name].body("br")) for name in _PRELOADED.findall(page)]

    assert 0 < sum(sizes) < _LIMIT


def test_the_page_names_no_other_host() -> None:
    bundle = read_bundle(BUNDLE)
    assert bundle is not None

    assert re.findall(r"https?://", bundle.index.body("").decode()) == []

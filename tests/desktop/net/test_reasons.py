from typing import get_args

import pytest

from medianest_desktop.i18n.words import LANGUAGES, Words
from medianest_desktop.net.addresses import Address
from medianest_desktop.net.state import StateReason
from medianest_desktop.net.tries import ReasonKey, Try, most_telling

REASONS = {
    key for part in get_args(StateReason) for key in (get_args(part) or (part,)) if key
} | set(get_args(ReasonKey))
HERE = Address("https", "nas", 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_sentence_and_every_sentence_a_reason(language: str) -> None:
    catalogue = Words.of(language).catalogue
    said = {key.removeprefix("reason.") for key in catalogue if key.startswith("reason.")}

    assert said == REASONS


def test_a_stranger_at_one_address_says_more_than_silence_at_others() -> None:
    tries = [Try(HERE, "timeout"), Try(HERE, "identity_differs"), Try(HERE, "refused")]

    assert most_telling(tries) == "identity_differs"


@pytest.mark.parametrize("reason", get_args(ReasonKey))
def test_every_reason_can_be_the_one_that_is_told(reason: ReasonKey) -> None:
    assert most_telling([Try(HERE, reason)]) == reason

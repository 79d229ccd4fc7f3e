"""Every language says everything, and says it with the same facts."""

from string import Formatter

import pytest

from medianest_desktop.i18n import LANGUAGES, Words, system_language


def facts(words: Words) -> dict[str, set[str]]:
    # English passes on what the appliance says in English, with details that others leave out.
    own = {key: said for key, said in words.catalogue.items() if not key.startswith("live.kind.")}
    return {key: placeholders(said) for key, said in own.items()}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys(language: str) -> None:
    assert set(Words.of(language).catalogue) == set(Words.of("en").catalogue)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_asks_for_the_same_facts(language: str) -> None:
    assert facts(Words.of(language)) == facts(Words.of("en"))


def test_a_foreign_language_is_answered_in_english() -> None:
    assert Words.of("fr_FR.UTF-8").language == "en"


def test_facts_are_filled_in() -> None:
    assert Words.of("en").say("shell.saved.title", name="a.mkv") == "Saved: a.mkv"


def test_one_and_many_have_forms_of_their_own() -> None:
    words = Words("en", {"films.one": "{count} film", "films.other": "{count} films"})

    assert [words.say("films", count=1), words.say("films", count=2)] == ["1 film", "2 films"]


def test_a_sentence_that_is_missing_is_said_by_its_key() -> None:
    assert Words.of("en").say("no.such.sentence", name="x") == "no.such.sentence"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "de_AT"}, "de"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "de:en"}, "de"),
        ({"LANG": "C.UTF-8"}, "c"),
    ],
)
def test_the_systems_language_is_taken(environment: dict[str, str], language: str) -> None:
    assert system_language(environment) == language

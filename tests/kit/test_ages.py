import pytest

from medianest.kit.ages import allowed, youngest


@pytest.mark.parametrize(
    ("certifications", "region", "age"),
    [
        ({"US": "PG-13"}, "US", 13),
        ({"US": "TV-MA"}, "US", 17),
        ({"US": "R", "DE": "16"}, "DE", 16),
        ({"US": "R", "FR": "TP"}, "FR", 0),
        ({"CA": "R"}, "CA", 18),
        ({"AU": "MA15+"}, "AU", 15),
        ({"US": "NR", "DE": ""}, "US", None),
        ({}, "US", None),
    ],
)
def test_a_rating_is_read_as_its_board_means_it(
    certifications: dict[str, str], region: str, age: int | None
) -> None:
    assert youngest(certifications, region) == age


def test_without_a_rating_of_the_own_country_the_strictest_other_counts() -> None:
    assert youngest({"US": "G", "GB": "18", "FR": "12"}, "DE") == 18


def test_what_nobody_rated_is_above_every_limit_and_below_none() -> None:
    assert not allowed(None, 18)
    assert allowed(None, None)
    assert allowed(12, 12)
    assert not allowed(13, 12)

"""The tray's icon says how things stand, to everyone."""

from itertools import combinations

import pytest
from PIL import Image, ImageChops

from medianest_desktop.live.face import Status
from medianest_desktop.tray import picture

SIZES = (16, 22, 32, 64)


def grey_on(status: Status, size: int, ground: int) -> Image.Image:
    sheet = Image.new("RGBA", (size, size), (ground, ground, ground, 255))
    sheet.alpha_composite(picture(status, size))
    return sheet.convert("L")


@pytest.mark.parametrize("ground", [24, 240])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("one", "other"), list(combinations(Status, 2)))
def test_states_differ_without_their_colours(
    one: Status, other: Status, size: int, ground: int
) -> None:
    apart = ImageChops.difference(grey_on(one, size, ground), grey_on(other, size, ground))

    clearly = sum(apart.point(lambda value: 255 if value > 60 else 0).histogram()[255:])
    assert clearly >= size * size * 0.05


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("status", list(Status))
def test_an_icon_has_the_size_that_was_asked_for(status: Status, size: int) -> None:
    assert picture(status, size).size == (size, size)


@pytest.mark.parametrize("status", list(Status))
def test_macos_gets_black_on_nothing(status: Status) -> None:
    drawn = picture(status, 32, "template")

    red, green, blue, alpha = drawn.split()
    assert max(red.getextrema()[1], green.getextrema()[1], blue.getextrema()[1]) == 0
    assert alpha.getextrema() == (0, 255)

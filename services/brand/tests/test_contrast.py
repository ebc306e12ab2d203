import pytest

from brand.contrast import contrast_level, contrast_ratio


@pytest.mark.parametrize(
    ("foreground", "background", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#123456", "#123456", 1.0),
    ],
)
def test_ratios_of_the_standard(foreground: str, background: str, ratio: float) -> None:
    assert contrast_ratio(foreground, background) == pytest.approx(ratio, abs=0.005)


def test_the_order_of_the_colours_does_not_matter() -> None:
    assert contrast_ratio("#005f73", "#fff") == contrast_ratio("#fff", "#005f73")


def test_three_digits_are_short_for_six() -> None:
    assert contrast_ratio("#abc", "#000") == contrast_ratio("#AABBCC", "#000000")


@pytest.mark.parametrize(
    ("ratio", "level"), [(7.0, "AAA"), (6.99, "AA"), (4.5, "AA"), (4.49, "AA large"), (3.0, "AA large"), (2.99, "fail")]
)
def test_levels_begin_at_their_minimum(ratio: float, level: str) -> None:
    assert contrast_level(ratio) == level


@pytest.mark.parametrize("color", ["", "fff", "#ffff", "#gggggg", "#ffffff "])
def test_anything_else_is_no_colour(color: str) -> None:
    with pytest.raises(ValueError, match="is no colour"):
        contrast_ratio(color, "#fff")

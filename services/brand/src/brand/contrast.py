"""Contrast of two colours, by WCAG 2.2 (relative luminance and contrast ratio)."""

import re

_HEX = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def contrast_ratio(foreground: str, background: str) -> float:
    """From 1 (the same) to 21 (black on white), whichever is in front.

    Raises:
        ValueError: A colour is not `#rgb` or `#rrggbb`.
    """
    lighter, darker = sorted((luminance(foreground), luminance(background)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def contrast_level(ratio: float) -> str:
    """The best level that text of normal size reaches: `AAA` from 7, `AA` from 4.5, `AA large` from 3, else `fail`."""
    for level, minimum in (("AAA", 7.0), ("AA", 4.5), ("AA large", 3.0)):
        if ratio >= minimum:
            return level
    return "fail"


def luminance(color: str) -> float:
    """Relative luminance of an sRGB colour, from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(color: str) -> tuple[int, int, int]:
    match = _HEX.fullmatch(color)
    if match is None:
        raise ValueError(f"{color!r} is no colour: write #rgb or #rrggbb")
    digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

"""The colours of the windows, light and dark; every text colour stands at 4.5:1 or more on its ground."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Colours:
    """One set of colours as `#rrggbb`."""

    name: str
    ink: str
    ink2: str
    line: str
    line2: str
    ground: str
    card: str
    field: str
    green: str
    on_green: str
    green2: str
    mint: str
    on_mint: str
    gold: str
    on_gold: str
    gold_ground: str
    on_gold_ground: str
    red: str
    red_ground: str
    foot: str
    on_foot: str
    foot_key: str
    foot_line: str
    training: str
    on_training: str


LIGHT = Colours(
    name="light", ink="#14211b", ink2="#5a6b62", line="#dfe6e1", line2="#eef2ef", ground="#f4f7f5", card="#ffffff",
    field="#ffffff", green="#0b6b46", on_green="#ffffff", green2="#0e8a5a", mint="#e3f4ec", on_mint="#0b6b46",
    gold="#8a5d06", on_gold="#ffffff", gold_ground="#fdf3dc", on_gold_ground="#7a5205", red="#b3261e",
    red_ground="#fbe9e7", foot="#12231b", on_foot="#cfe0d6", foot_key="#23392e", foot_line="#34503f",
    training="#7a1fa2", on_training="#ffffff",
)  # fmt: skip

DARK = Colours(
    name="dark", ink="#e6efe9", ink2="#a3b5ab", line="#2c3b33", line2="#24322b", ground="#101713", card="#18211c",
    field="#1f2a24", green="#0f7a51", on_green="#ffffff", green2="#3cc48b", mint="#153526", on_mint="#8fe0bb",
    gold="#8f640d", on_gold="#ffffff", gold_ground="#3a2d10", on_gold_ground="#f2cd84", red="#ff8a80",
    red_ground="#43201d", foot="#0a100d", on_foot="#cfe0d6", foot_key="#23392e", foot_line="#34503f",
    training="#9b45c4", on_training="#ffffff",
)  # fmt: skip


def contrast(first: str, second: str) -> float:
    """The contrast of two colours as WCAG 2.2 counts it (1 to 21)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(colour[place : place + 2], 16)) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

"""The PHQ-9 and the GAD-7 with their published wording, from `scales.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "scales.toml"


@dataclass(frozen=True)
class Scale:
    """A published questionnaire. An option scores its place in the list; `bands` are (lowest, highest, name)."""

    title: str
    stem: str
    items: tuple[str, ...]
    options: tuple[str, ...]
    bands: tuple[tuple[int, int, str], ...]
    notice: str

    @property
    def highest(self) -> int:
        return len(self.items) * (len(self.options) - 1)

    def band(self, total: int) -> str:
        """The name of the band that a total falls into."""
        return next(name for low, high, name in self.bands if low <= total <= high)


@cache
def scales() -> Mapping[str, Scale]:
    """Every scale by code: `phq9`, `gad7`."""
    with open(FILE, "rb") as file:
        entries = tomllib.load(file)
    return {
        code: Scale(
            title=one["title"],
            stem=one["stem"],
            items=tuple(item["text"] for item in one["items"]),
            options=tuple(option["text"] for option in one["options"]),
            bands=tuple((band["minimum"], band["maximum"], band["label"]) for band in one["bands"]),
            notice=one["notice"],
        )
        for code, one in entries.items()
    }

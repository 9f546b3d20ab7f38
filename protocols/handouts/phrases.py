"""The handout's own sentences, one TOML file a language."""

import datetime
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "phrases"


class LanguageMissing(LookupError):
    """There are no handout texts in the language that was asked for."""


def languages() -> tuple[str, ...]:
    """Codes of the languages that a handout can be made in."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@dataclass(frozen=True)
class Phrases:
    """The sentences of one language, found by dotted names such as `take.once`."""

    language: str
    texts: Mapping[str, Any]

    def section(self, name: str) -> Any:
        """Whatever stands under a dotted name: a sentence, a list or a table."""
        found: Any = self.texts
        for part in name.split("."):
            found = found[part]
        return found

    def say(self, phrase: str, /, **values: object) -> str:
        """A sentence with its values filled in. Only our sentences are templates; values stay as they are."""
        return str(self.section(phrase)).format(**values)

    def count(self, name: str, number: float | Decimal) -> str:
        """A number with its noun: "1 hour", "4 hours"."""
        form = "one" if number == 1 else "other"
        return self.say(f"{name}.{form}", n=self.number(number))

    def number(self, value: float | Decimal) -> str:
        """A number as people read it: no more than two decimals, thousands apart from ten thousand on."""
        amount = Decimal(str(value)).quantize(Decimal("0.01"))
        digits = f"{amount:,f}" if amount >= 10_000 else f"{amount:f}"
        if "." in digits:
            digits = digits.rstrip("0").rstrip(".")
        marks = str.maketrans({",": self.section("thousands_mark"), ".": self.section("decimal_mark")})
        return digits.translate(marks)

    def date(self, day: datetime.date, jurisdiction: str) -> str:
        """A date with the month in words, in the order of the jurisdiction."""
        return self.say(f"date.{jurisdiction}", day=day.day, month=self._month(day), year=day.year)

    def day_of_year(self, day: datetime.date, jurisdiction: str) -> str:
        """A date within the year, without the year."""
        return self.say(f"day_of_year.{jurisdiction}", day=day.day, month=self._month(day))

    def _month(self, day: datetime.date) -> str:
        return str(self.section("months")[day.month - 1])

    def joined(self, items: Sequence[str]) -> str:
        """ "a", "a and b", "a, b and c"."""
        if len(items) < 2:
            return "".join(items)
        return self.say("list", items=", ".join(items[:-1]), last=items[-1])


@cache
def phrases(language: str) -> Phrases:
    """The sentences of a language, read once; raises `LanguageMissing`."""
    if language not in languages():
        raise LanguageMissing(f"No handout texts in language {language!r}; there are {', '.join(languages())}.")
    return Phrases(language, tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8")))

"""What can be wrong with a release, and with asking for one."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """Where something stands: a file of the release and, in tables, the line, the row id and the column."""

    file: str
    line: int = 0
    row: str = ""
    column: str = ""

    def __str__(self) -> str:
        text = f"{self.file}, line {self.line}" if self.line else self.file
        text += f" ({self.row})" if self.row else ""
        return text + (f', column "{self.column}"' if self.column else "")


@dataclass(frozen=True)
class ReleaseError:
    """One thing that is wrong with a release."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class ReleaseErrors(ValueError):
    """Everything that is wrong with a release; `errors` is sorted by place. Nothing of such a release is loaded."""

    def __init__(self, release: str, errors: Iterable[ReleaseError]) -> None:
        self.release = release
        self.errors = sorted(errors, key=lambda error: (error.place.file, error.place.line, error.place.column))
        super().__init__("\n".join(map(str, self.errors)))


@dataclass
class Problems:
    """Collects what is wrong, so that an author sees all of it at once."""

    release: str
    errors: list[ReleaseError] = field(default_factory=list)

    def add(self, place: Place, message: str) -> None:
        self.errors.append(ReleaseError(place, message))

    def add_to(self, file: str, column: str, message: str) -> None:
        """Report something about a file without rows."""
        self.add(Place(file, column=column), message)

    def raise_if_any(self) -> None:
        """Raise `ReleaseErrors` unless everything was right."""
        if self.errors:
            raise ReleaseErrors(self.release, dict.fromkeys(self.errors))


class UnknownRelease(LookupError):
    """There is no release of that code, or none in force on that day."""


class ReleaseConflict(ValueError):
    """A release of this code is published with other content, and published releases never change."""

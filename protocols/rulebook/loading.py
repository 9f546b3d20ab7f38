"""Loading a release folder: files in, a compiled rulebook and its content out, or every error at once."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from protocols.engine.rulebook import Rulebook
from protocols.rulebook.build import build_rulebook
from protocols.rulebook.codes import codes_of
from protocols.rulebook.errors import Problems
from protocols.rulebook.headers import check_headers
from protocols.rulebook.release_files import CODE, Content, ReleaseFiles, read_folder

SHIPPED = Path(__file__).parent / "releases"
"""The folder of the releases that come with the product, one folder each, named by their code."""


def load_release(folder: Path) -> tuple[Content, Rulebook]:
    """The content and the rulebook of a release folder. Raises `ReleaseErrors`; nothing loads half."""
    problems = Problems(folder.name)
    files = read_folder(folder, problems)
    content = files.content()
    check_headers(files, codes_of(content), problems)
    _check_code(files, folder, problems)
    return content, build_rulebook(content, problems, files.places())


def _check_code(files: ReleaseFiles, folder: Path, problems: Problems) -> None:
    """A folder is found by its name, so the name must be the code."""
    if files.documents.get("release", {}).get("id") != folder.name:
        problems.add_to("release.toml", "id", f'must be "{folder.name}", the name of the folder')


@cache
def shipped_codes() -> tuple[str, ...]:
    """The codes of the releases that come with the product."""
    return tuple(sorted(path.name for path in SHIPPED.iterdir() if path.is_dir() and CODE.fullmatch(path.name)))


@cache
def shipped_start(code: str) -> date:
    """The first day a shipped release is in force, without loading the rest of it."""
    with open(SHIPPED / code / "release.toml", "rb") as file:
        return tomllib.load(file)["in_force_from"]


@cache
def shipped_release(code: str) -> tuple[Content, Rulebook]:
    """One of the shipped releases, read from its files once."""
    return load_release(SHIPPED / code)

"""From the content of a release, as plain values, to the compiled rulebook. All of it is checked, or nothing loads."""

from collections.abc import Mapping, Sequence
from typing import Any

from protocols.engine.canonical import sha256
from protocols.engine.rulebook import TABLES, Intervention, Rulebook
from protocols.rulebook.about import read_about
from protocols.rulebook.cases import read_cases
from protocols.rulebook.catalogue import Catalogue, InterventionText
from protocols.rulebook.codes import Codes, codes_of
from protocols.rulebook.consistency import check_consistency
from protocols.rulebook.definitions import list_definitions
from protocols.rulebook.entries import catalogue_lists, read_vocabulary
from protocols.rulebook.errors import Place, Problems
from protocols.rulebook.interventions import read_interventions
from protocols.rulebook.release_files import DOCUMENTS, Content
from protocols.rulebook.rule_lists import ListReader
from protocols.rulebook.rule_tables import TableReader

Places = Mapping[str, Sequence[Place]]


def build_rulebook(content: Content, problems: Problems | None = None, places: Places | None = None) -> Rulebook:
    """Compile a release.

    `places` says where each row stands in a file; without it errors count the rows of the published table.
    Raises `ReleaseErrors` with everything that is wrong, including what `problems` holds already.
    """
    problems = Problems(str(content["release"].get("id", ""))) if problems is None else problems
    places = _row_numbers(content) if places is None else places
    codes = codes_of(content)
    _check_complete(content, problems)
    about, ranking = read_about(content["release"], problems)
    interventions = read_interventions(content["interventions"], codes, problems)
    lists = _read_lists(content, places, codes, problems)
    tables = TableReader(codes, problems, {})
    read = {name: tables.read(name, content["tables"].get(name, ()), places.get(name, ())) for name in TABLES}
    vocabulary = read_vocabulary(lists, problems)
    texts = catalogue_lists(lists, vocabulary, problems)
    problems.raise_if_any()
    cases = read_cases(content.get("cases", {}), codes, problems)
    catalogue = Catalogue(release=about, interventions=interventions, cases=cases, **texts)
    rulebook = Rulebook(
        code=about.code,
        sha256=sha256(content),
        tables=read,
        interventions={code: _for_the_decision(one) for code, one in interventions.items()},
        nutrient_units={code: one.unit for code, one in vocabulary.nutrients.items()},
        groups=_groups(lists["groups"]),
        ranking=ranking,
        catalogue=catalogue,
        vocabulary=vocabulary,
    )
    check_consistency(rulebook, problems)
    problems.raise_if_any()
    return rulebook


def _row_numbers(content: Content) -> Places:
    """Places for a release that was published: its files are gone, its rows have numbers."""
    return {
        name: [Place(name, number) for number in range(1, len(rows) + 1)]
        for part in ("tables", "lists")
        for name, rows in content[part].items()
    }


def _check_complete(content: Content, problems: Problems) -> None:
    for name in DOCUMENTS:
        if not content[name]:
            problems.add(Place(f"{name}.toml"), "is missing or empty")
    for name in (*TABLES, *list_definitions()):
        if not content["tables"].get(name) and not content["lists"].get(name):
            problems.add(Place(f"{name}.csv"), "is missing or empty")


def _read_lists(content: Content, places: Places, codes: Codes, problems: Problems) -> dict[str, list[dict[str, Any]]]:
    reader = ListReader(content, places, codes, problems)
    return {name: reader.read(name) for name in list_definitions()}


def _for_the_decision(text: InterventionText) -> Intervention:
    return Intervention(text.code, text.kind, text.nutrients, text.components)


def _groups(pairs: Sequence[Mapping[str, str]]) -> dict[str, frozenset[str]]:
    return {
        group: frozenset(pair["member"] for pair in pairs if pair["group"] == group)
        for group in {pair["group"]: None for pair in pairs}
    }

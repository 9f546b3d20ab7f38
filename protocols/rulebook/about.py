"""Reading release.toml: what a release is called, when it is in force, who reviewed it, and its ranking weights."""

from collections.abc import Mapping
from typing import Any

from protocols.engine.outcome import CERTAINTIES, SEVERITIES
from protocols.engine.rulebook import Ranking
from protocols.rulebook.catalogue import About
from protocols.rulebook.errors import Problems
from protocols.rulebook.release_files import CODE
from protocols.rulebook.toml_fields import Fields
from protocols.vocabulary.dictionary import table_definitions

FILE = "release.toml"


def read_about(document: Mapping[str, Any], problems: Problems) -> tuple[About, Ranking]:
    """The release itself and the weights of its ranking formula."""
    fields = Fields(document, FILE, "", problems)
    review = fields.table("review", required=True)
    is_reviewed = review.truth("signed_by_licensed_reviewer")
    about = About(
        code=fields.text("id"),
        title=fields.text("title"),
        in_force_from=fields.day("in_force_from"),
        summary=fields.text("summary", required=False),
        based_on=fields.text("based_on", required=False),
        is_reviewed=is_reviewed,
        reviewer=review.text("reviewer", required=is_reviewed),
        review_statement=review.text("statement"),
    )
    review.close()
    if about.code and not CODE.fullmatch(about.code):
        fields.fail("id", 'must be made of letters, digits, ".", "_" and "-"')
    ranking = _ranking(fields.table("ranking", required=True))
    fields.close()
    return about, ranking


def _ranking(fields: Fields) -> Ranking:
    directions = table_definitions()["evidence"].outputs["direction"].values
    found = Ranking(
        certainty=_weights(fields.table("certainty", required=True), CERTAINTIES),
        direction=_weights(fields.table("direction", required=True), directions, lowest=-1),
        points_full=fields.number("points_full"),
        penalty=_weights(fields.table("penalty", required=True), SEVERITIES),
    )
    if not found.points_full:
        fields.fail("points_full", "must be more than zero")
    fields.close()
    return found


def _weights(fields: Fields, names: tuple[str, ...], lowest: float = 0) -> dict[str, float]:
    found = {name: fields.number(name, lowest=lowest) for name in names}
    fields.close()
    return found

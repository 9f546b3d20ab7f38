"""How long the whole decision takes: one intake, and ten thousand."""

import json
from datetime import date
from pathlib import Path

from benchmarks.intakes import random_intakes
from benchmarks.timing import measure
from protocols.engine import canonical
from protocols.engine.facts import Facts
from protocols.engine.recommend import recommend
from protocols.engine.rulebook import Rulebook
from protocols.rulebook.queries import rulebook
from protocols.vocabulary.document import read_intake

DAY = date(2026, 1, 15)
ONE = Path(__file__).parent / "intake.json"
MANY = 10_000


def main() -> None:
    """Print medians of the decision with the release in force on a fixed day."""
    release = rulebook("2026.1")
    document = json.loads(ONE.read_text())
    facts = read_intake(document, release.vocabulary)
    rows = sum(len(table.rows) for table in release.tables.values())
    print(f"Engine: release {release.code}, {rows} rows, medians of 5 runs (fastest to slowest)")
    repeat = 200
    print(measure(lambda: _repeat(facts, release, repeat)).line("one intake, facts to outcome", repeat))
    print(measure(lambda: _document(document, release)).line("one intake, document to canonical JSON"))
    many = [read_intake(one, release.vocabulary) for one in random_intakes(MANY, release.vocabulary)]
    print(
        measure(lambda: [recommend(one, release, DAY) for one in many], runs=3).line(
            f"{MANY:,} random intakes, one core"
        )
    )


def _repeat(facts: Facts, release: Rulebook, times: int) -> None:
    for _ in range(times):
        recommend(facts, release, DAY)


def _document(document: dict, release: Rulebook) -> str:
    facts = read_intake(document, release.vocabulary)
    return canonical.dumps(recommend(facts, release, DAY).as_document())

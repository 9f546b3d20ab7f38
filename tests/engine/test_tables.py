"""The index of a compiled table changes its speed, never its answers."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.engine.cells import parse_cell
from protocols.engine.errors import HitPolicyError
from protocols.engine.facts import Facts, Members, Value
from protocols.engine.hit_policies import result
from protocols.engine.tables import Aggregation, CompiledTable, DecisionTable, HitPolicy, Output, Row, first_hit
from protocols.engine.truth import TRUE, UNKNOWN, Truth, all_of

NUMBERS = ["age", "egfr"]
LISTS = ["drugs", "conditions"]
CODES = ["a", "b", "c", "d"]


def row(row_id: str, then: object = None, **when: str) -> Row:
    cells = {name: parse_cell(text, bare_words=True) for name, text in when.items()}
    return Row(row_id, {name: cell for name, cell in cells.items() if cell.tests}, {"out": then})


def table(*rows: Row, policy: HitPolicy = HitPolicy.COLLECT, **more: object) -> DecisionTable:
    outputs = more.pop("outputs", (Output("out"),))
    return DecisionTable("t", tuple(rows), outputs=outputs, hit_policy=policy, **more)  # type: ignore[arg-type]


numbers = st.integers(0, 9)
number_cells = st.one_of(
    st.builds(">= {}".format, numbers),
    st.builds("< {}".format, numbers),
    st.builds("{}".format, numbers),
    st.tuples(numbers, numbers).map(lambda ends: f"[{min(ends)}..{max(ends)}]"),
    st.just("-"),
)
codes = st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True).map(", ".join)
list_cells = st.one_of(codes, codes.map("not({})".format), st.just("-"))
rows = st.lists(
    st.fixed_dictionaries({**dict.fromkeys(NUMBERS, number_cells), **dict.fromkeys(LISTS, list_cells)}), max_size=12
)
members = st.builds(
    Members,
    st.frozensets(st.sampled_from(CODES), max_size=3),
    st.sampled_from([(), ("question",)]),
)
values = st.fixed_dictionaries({}, optional={**dict.fromkeys(NUMBERS, numbers), **dict.fromkeys(LISTS, members)})


def naive(rows: Sequence[Row], facts: Facts) -> tuple[list[str], list[str]]:
    """Every cell of every row, in order: slow and obvious."""
    fired, undecided = [], []
    for one in rows:
        truth = all_of(_decide(facts, name, cell) for name, cell in one.when.items())
        if truth is TRUE:
            fired.append(one.id)
        elif truth is UNKNOWN:
            undecided.append(one.id)
    return fired, undecided


def _decide(facts: Facts, name: str, cell) -> Truth:
    return cell.decide(facts.values[name]) if name in facts.values else UNKNOWN


@settings(max_examples=100)
@given(rows, values)
def test_the_index_agrees_with_reading_every_row(written: list[dict[str, str]], known: dict[str, Value]) -> None:
    all_rows = [row(f"r{number}", **cells) for number, cells in enumerate(written)]
    hits = CompiledTable(table(*all_rows)).ask(Facts(known))
    assert ([one.id for one in hits.fired], [one.row.id for one in hits.undecided]) == naive(all_rows, Facts(known))


def test_an_undecided_row_names_the_questions_that_would_decide_it() -> None:
    compiled = CompiledTable(table(row("r1", age=">= 18", drugs="a")))
    facts = Facts({"drugs": Members(frozenset("b"), ("medications",))}, questions={"age": "birth_date"})
    (open_row,) = compiled.ask(facts).undecided
    assert open_row.missing == ("birth_date", "medications")


def test_one_false_cell_settles_a_row_whatever_is_unknown() -> None:
    hits = CompiledTable(table(row("r1", age=">= 18", egfr="< 30"))).ask(Facts({"age": 12}))
    assert (hits.fired, hits.undecided) == ((), ())


def test_a_partition_keeps_the_rows_that_can_apply() -> None:
    parts = table(row("r1", intervention="a, b"), row("r2"), row("r3", intervention="not(a)")).partition(
        "intervention", ["a", "c"]
    )
    assert [one.id for one in parts["a"].rows] == ["r1", "r2"]
    assert [one.id for one in parts["c"].rows] == ["r2", "r3"]


def test_in_a_first_table_a_row_nobody_can_decide_counts_as_a_hit() -> None:
    compiled = CompiledTable(table(row("strict", egfr="< 45"), row("usual")))
    hit, missing = first_hit(compiled.ask(Facts({})), compiled.rows)
    assert (hit.id if hit else None, missing) == ("strict", ("egfr",))
    hit, missing = first_hit(compiled.ask(Facts({"egfr": 90})), compiled.rows)
    assert (hit.id if hit else None, missing) == ("usual", ())


PRIORITY = (Output("out", values=("high", "low")),)
FIRED = [row("r1", "low"), row("r2", "high"), row("r3", "low")]
#   hit policy              outputs     rows that fire    value
POLICIES = [
    (HitPolicy.UNIQUE, (Output("out"),), FIRED[:1], "low"),
    (HitPolicy.ANY, (Output("out"),), [FIRED[0], FIRED[2]], "low"),
    (HitPolicy.FIRST, (Output("out"),), FIRED, "low"),
    (HitPolicy.PRIORITY, PRIORITY, FIRED, "high"),
    (HitPolicy.RULE_ORDER, (Output("out"),), FIRED, ["low", "high", "low"]),
    (HitPolicy.OUTPUT_ORDER, PRIORITY, FIRED, ["high", "low", "low"]),
    (HitPolicy.COLLECT, (Output("out"),), FIRED, ["low", "high", "low"]),
    (HitPolicy.UNIQUE, (Output("out"),), [], None),
    (HitPolicy.FIRST, (Output("out", default="none"),), [], "none"),
]


@pytest.mark.parametrize(("policy", "outputs", "fired", "value"), POLICIES)
def test_hit_policies(policy: HitPolicy, outputs: tuple[Output, ...], fired: list[Row], value: object) -> None:
    assert result(table(*fired, policy=policy, outputs=outputs), fired) == value


@pytest.mark.parametrize(
    ("aggregation", "value"), [(Aggregation.SUM, 6), (Aggregation.MIN, 1), (Aggregation.MAX, 3), (Aggregation.COUNT, 3)]
)
def test_collect_aggregates(aggregation: Aggregation, value: int) -> None:
    fired = [row("r1", 1), row("r2", 2), row("r3", 3)]
    assert result(table(*fired, aggregation=aggregation), fired) == value


@pytest.mark.parametrize("policy", [HitPolicy.UNIQUE, HitPolicy.ANY])
def test_a_broken_policy_names_the_rows(policy: HitPolicy) -> None:
    with pytest.raises(HitPolicyError, match="table t: rows r1, r2"):
        result(table(*FIRED, policy=policy), FIRED[:2])

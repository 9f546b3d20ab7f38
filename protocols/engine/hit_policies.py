"""From the rows that fired to the value of a table, as DMN 1.5 section 8.2.8 defines it."""

from collections.abc import Callable, Sequence
from typing import Any

from protocols.engine.errors import HitPolicyError
from protocols.engine.literals import comparable, exact, plain
from protocols.engine.tables import Aggregation, DecisionTable, HitPolicy, Row


def total(numbers: Sequence[float]) -> float | None:
    """The sum of decimal numbers: 0.1 and 0.2 make 0.3."""
    return plain(sum(map(exact, numbers), exact(0)))


AGGREGATIONS: dict[Aggregation, Callable[[list[Any]], Any]] = {
    Aggregation.SUM: total,
    Aggregation.MIN: min,
    Aggregation.MAX: max,
    Aggregation.COUNT: len,
}


def result(table: DecisionTable, fired: Sequence[Row]) -> Any:
    """The value of the table: one output for the single policies, a list for the others, None for no hit.

    A table with one output gives bare values, with several it gives dicts by output name.
    Raises `HitPolicyError` when the rows break the policy.
    """
    policy = table.hit_policy
    if policy is HitPolicy.COLLECT:
        return _collected(table, fired)
    if not fired:
        return _default(table)
    if policy is HitPolicy.UNIQUE and len(fired) > 1:
        raise HitPolicyError(table.name, f"rows {_ids(fired)} all fire, but the hit policy is Unique")
    if policy is HitPolicy.ANY and any(row.then != fired[0].then for row in fired):
        raise HitPolicyError(table.name, f"rows {_ids(fired)} fire with different outputs, but the hit policy is Any")
    if policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
        fired = sorted(fired, key=lambda row: priority(table, row))
    values = [_value(table, row) for row in fired]
    return values if policy in (HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER) else values[0]


def _collected(table: DecisionTable, fired: Sequence[Row]) -> Any:
    if table.aggregation is Aggregation.NONE:
        return [_value(table, row) for row in fired] if fired else _default(table)
    if not fired:
        return 0 if table.aggregation is Aggregation.COUNT else _default(table)
    name = table.outputs[0].name
    values = [row.then[name] for row in fired]
    like = 0 if table.aggregation is Aggregation.SUM else values[0]
    if table.aggregation is not Aggregation.COUNT and not all(comparable(value, like) for value in values):
        raise HitPolicyError(table.name, f"the outputs of rows {_ids(fired)} have no {table.aggregation.name.lower()}")
    return AGGREGATIONS[table.aggregation](values)


def _value(table: DecisionTable, row: Row) -> Any:
    if len(table.outputs) == 1:
        return row.then[table.outputs[0].name]
    return {output.name: row.then[output.name] for output in table.outputs}


def _default(table: DecisionTable) -> Any:
    defaults = {output.name: output.default for output in table.outputs}
    if all(value is None for value in defaults.values()):
        return None
    return defaults if len(defaults) > 1 else next(iter(defaults.values()))


def priority(table: DecisionTable, row: Row) -> tuple[int, ...]:
    """Where each output stands in its list of values; DMN compares the outputs from left to right."""
    return tuple(_rank(output.values, row.then[output.name]) for output in table.outputs if output.values)


def _rank(values: Sequence[Any], value: Any) -> int:
    return values.index(value) if value in values else len(values)


def _ids(rows: Sequence[Row]) -> str:
    return ", ".join(row.id for row in rows)

"""Small DMN models for tests, written as a few lines of text."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from protocols.engine.dmn.evaluation import Evaluator, Verdict
from protocols.engine.dmn.reader import read_model

DMN_1_5 = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def table(
    inputs: Mapping[str, str],
    rules: Sequence[str],
    *,
    policy: str = "UNIQUE",
    aggregation: str = "",
    outputs: str = "<output/>",
    values: str = "",
) -> str:
    """A decision table: input expression -> type, and rules such as `>= 18 | "Low" => "Approved" | 5`."""
    columns = "".join(
        f"<input><inputExpression typeRef={quoteattr(kind)}><text>{escape(text)}</text></inputExpression>"
        f"{values}</input>"
        for text, kind in inputs.items()
    )
    rows = "".join(map(_rule, rules))
    aggregate = f'aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable hitPolicy="{policy}" {aggregate}>{columns}{outputs}{rows}</decisionTable>'


def _rule(text: str) -> str:
    when, _, then = text.partition("=>")
    return f"<rule>{_entries('inputEntry', when)}{_entries('outputEntry', then)}</rule>"


def _entries(name: str, text: str) -> str:
    return "".join(f"<{name}><text>{escape(cell.strip())}</text></{name}>" for cell in text.split(" | ") if cell)


def expression(text: str) -> str:
    """A literal expression."""
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def model(
    decisions: Mapping[str, str],
    inputs: Mapping[str, str] | None = None,
    *,
    types: str = "",
    decision_types: Mapping[str, str] | None = None,
    namespace: str = DMN_1_5,
    more: str = "",
) -> bytes:
    """A model: decision name -> logic, and input name -> type."""
    data = "".join(
        f"<inputData name={quoteattr(name)}><variable name={quoteattr(name)} typeRef={quoteattr(kind)}/></inputData>"
        for name, kind in (inputs or {}).items()
    )
    kinds = decision_types or {}
    nodes = "".join(
        f"<decision name={quoteattr(name)}>"
        f"<variable name={quoteattr(name)} typeRef={quoteattr(kinds.get(name, 'Any'))}/>{logic}</decision>"
        for name, logic in decisions.items()
    )
    return (
        f'<definitions xmlns="{namespace}" name="m" namespace="urn:m">{types}{data}{nodes}{more}</definitions>'.encode()
    )


def decide(xml: bytes, decision: str, **inputs: Any) -> Verdict:
    """The verdict on a decision; an underscore in the name of an input stands for a space."""
    given = {name.replace("_", " "): value for name, value in inputs.items()}
    return Evaluator(read_model(xml)).decide(decision, given)

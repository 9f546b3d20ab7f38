"""Template tags of result and review pages."""

from typing import Any

from django import template

from protocols.recommendations.presentation import Card, Result

register = template.Library()


@register.filter
def missing_in(card: Card, result: Result) -> str:
    """The questions that keep the card from being checked."""
    return result.missing_for(card)


@register.simple_tag
def line_for(card: Card, review: dict[str, Any] | None) -> Any:
    """What the review under way has decided about the card; None outside a review."""
    return review.get(card.code) if review else None

"""Parts of the intake form that look the same for everybody who gave the same answer.

The page has about a hundred groups of radios, ticks and lists of nutrients; each way a part can look is rendered once.
"""

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def part(template_name: str, **values: Hashable) -> SafeString:
    """The template rendered with nothing but these values; neither request nor user may matter to it."""
    return _rendered(template_name, tuple(values.items()))


@lru_cache(maxsize=4096)
def _rendered(template_name: str, values: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return render_to_string(template_name, dict(values))

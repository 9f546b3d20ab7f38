"""Template tags of the design system: icons, bars, initials, the theme of the page."""

from decimal import Decimal

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.preferences import keys_are_on, theme_of

register = template.Library()

ROOM_BEYOND_LIMIT = Decimal("1.25")  # A bar ends a quarter beyond its limit, so that the line stays inside.


@register.simple_tag
def icon(name: str, css_class: str = "icon") -> SafeString:
    """A drawing of `static/icons.svg`, hidden from screen readers: a word must stand beside it."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        css_class,
        static("icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    """`system`, `light` or `dark`, as the person chose. Error pages have no request and follow the system."""
    request = context.get("request")
    return theme_of(request) if request else "system"


@register.simple_tag(takes_context=True)
def keys(context: template.Context) -> str:
    """`on` or `off`: whether single keys work as shortcuts for this person."""
    request = context.get("request")
    return "on" if request and keys_are_on(request) else "off"


@register.filter
def initials(name: object) -> str:
    """The first letters of the first and last word: "Maya Lindqvist" gives "ML"."""
    words = str(name).split()
    return "".join(word[0] for word in dict.fromkeys([*words[:1], *words[-1:]])).upper()


@register.filter
def plain_number(value: object) -> str:
    """A number without needless zeros: 100.000 gives "100", 1000000000 gives "1,000,000,000"."""
    if value in (None, ""):
        return ""
    text = f"{Decimal(str(value)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.inclusion_tag("components/bar.html")
def bar(
    label: str, amount: float, unit: str, limit: float | None = None, level: str = "ok", note: str = ""
) -> dict[str, object]:
    """A total as a bar with its limit as a line. `level` is ok, warn or block; lengths are percentages of the bar."""
    value, ceiling = Decimal(str(amount)), Decimal(str(limit)) if limit else None
    scale = max(value, ceiling * ROOM_BEYOND_LIMIT) if ceiling else value or Decimal(1)
    return {
        "label": label,
        "amount": amount,
        "unit": unit,
        "limit": limit,
        "level": level,
        "note": note,
        "value_percent": f"{value / scale * 100:.2f}",
        "limit_percent": f"{ceiling / scale * 100:.2f}" if ceiling else None,
    }

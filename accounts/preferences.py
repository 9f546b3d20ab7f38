"""What a person may choose about the look: theme and single-key shortcuts, kept in two cookies and nowhere else."""

from django.http import HttpRequest, HttpResponse

THEME_COOKIE, KEYS_COOKIE = "axis_theme", "axis_keys"
THEMES = {"system": "As the system", "light": "Light", "dark": "Dark"}
ONE_YEAR = 365 * 24 * 60 * 60


def theme_of(request: HttpRequest) -> str:
    """The chosen theme; anything unknown in the cookie means `system`."""
    chosen = request.COOKIES.get(THEME_COOKIE, "system")
    return chosen if chosen in THEMES else "system"


def keys_are_on(request: HttpRequest) -> bool:
    """True unless the person switched single-key shortcuts off (WCAG 2.1.4 asks for the switch)."""
    return request.COOKIES.get(KEYS_COOKIE) != "off"


def remember(response: HttpResponse, *, theme: str = "", keys: str = "", secure: bool = False) -> None:
    """Writes what was chosen; leaves alone what was not, and ignores a word it does not know."""
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=ONE_YEAR, samesite="Lax", httponly=True, secure=secure)
    if keys in ("on", "off"):
        response.set_cookie(KEYS_COOKIE, keys, max_age=ONE_YEAR, samesite="Lax", httponly=True, secure=secure)

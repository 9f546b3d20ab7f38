"""Why a review step is refused. Every message is fit to be shown beside the field it is about."""


class ReviewError(Exception):
    """A step that the rules of review do not allow. `field` names the form field, or is empty for the whole page."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class StaleReview(ReviewError):
    """Somebody else changed the protocol in the meantime."""

    def __init__(self) -> None:
        super().__init__("This protocol was changed in another window. The page now shows the latest state.")

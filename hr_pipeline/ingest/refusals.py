"""How a delivery is refused: one message that says where, what was expected and how to fix it."""

from hr_pipeline.ingest.reading import Reading


class Refused(Exception):
    """A delivery cannot be used as a whole: says where, what was expected and how to fix it.

    Attributes:
        reading: what was found out about the delivery all the same, without any of its rows.
    """

    reading: Reading | None = None

    def __init__(self, where: str, expected: str, how_to_fix: str) -> None:
        super().__init__(f"{where}: {expected}. How to fix it: {how_to_fix}.")

    @classmethod
    def described(cls, message: str) -> "Refused":
        """Refuse with a message that was composed before."""
        refusal = cls("", "", "")
        refusal.args = (message,)
        return refusal

"""How a delivery is refused: one message that says where, what was expected and how to mend it."""

from hr_pipeline.ingest.reading import Reading


class Refused(Exception):
    """A delivery cannot be used as a whole: says where, what was expected and how to mend it.

    Attributes:
        reading: what was found out about the delivery all the same, without any of its rows.
    """

    reading: Reading | None = None

    def __init__(self, where: str, expected: str, mend: str) -> None:
        super().__init__(f"{where}: {expected}. To mend it: {mend}.")

    @classmethod
    def told(cls, message: str) -> "Refused":
        """Refuse with a message that was composed before."""
        refusal = cls("", "", "")
        refusal.args = (message,)
        return refusal

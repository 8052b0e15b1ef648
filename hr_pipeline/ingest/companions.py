"""Which other deliveries a delivery is read with: its reader sees these and no others.

So what it gave holds until one of them changes. What readers look for among them belongs to the sources.
"""

from collections.abc import Callable, Iterable

from hr_pipeline.ingest.deliveries import Delivery

Companions = Callable[[Delivery, Iterable[Delivery]], list[Delivery]]
"""Names the deliveries that a delivery is read with, among all of its source."""


def in_its_folder(delivery: Delivery, known: Iterable[Delivery]) -> list[Delivery]:
    """Name the other files of a delivery's folder."""
    return [other for other in known if other.folder == delivery.folder and other != delivery]


def everywhere(delivery: Delivery, known: Iterable[Delivery]) -> list[Delivery]:
    """Name all other files of the source."""
    return [other for other in known if other != delivery]

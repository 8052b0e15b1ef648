"""What was made of a delivery, kept for those who ask again: a folder's form is read once for all exports in it."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

from hr_pipeline.ingest.deliveries import Delivery

OfDelivery = TypeVar("OfDelivery", bound=Callable[..., Any])


def remembered(most: int) -> Callable[[OfDelivery], OfDelivery]:
    """Keep the last answers of a function of a delivery; for small ones, never for the cells of an export.

    A delivery is known by its hash, and corrections are no part of that: they have to meet their cells each time.
    """

    def remembering(make: OfDelivery) -> OfDelivery:
        kept = lru_cache(maxsize=most)(make)

        @wraps(make)
        def answer(delivery: Delivery, *others: Any) -> Any:
            return (make if delivery.corrections.entries else kept)(delivery, *others)

        return cast("OfDelivery", answer)

    return remembering

"""What was made of a delivery, kept for those who ask again, so that its content is opened and parsed once.

Only what is small is kept, the last answers of each function, and only while the deliveries of one source are read.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from hr_pipeline.ingest.deliveries import Delivery

OfDelivery = TypeVar("OfDelivery", bound=Callable[..., Any])
LARGEST_CONTENT = 32 << 20
"""Bytes of content that are kept at most: more would fill the memory while they are parsed."""
_KEPT: list[OrderedDict[Any, Any]] = []


def remembered(most: int, is_small: Callable[[Any], bool] = lambda _: True) -> Callable[[OfDelivery], OfDelivery]:
    """Keep the last answers of a function of a delivery.

    A delivery is known by its hash, and corrections are no part of that: they have to meet their cells each time.

    Args:
        most: number of answers that are kept.
        is_small: whether an answer is small enough to be kept.
    """

    def remembering(make: OfDelivery) -> OfDelivery:
        kept: OrderedDict[Any, Any] = OrderedDict()
        _KEPT.append(kept)

        @wraps(make)
        def answer(delivery: Delivery, *others: Any) -> Any:
            if delivery.corrections.entries:
                return make(delivery, *others)
            key = (delivery, *others)
            if key in kept:
                kept.move_to_end(key)
                return kept[key]
            made = make(delivery, *others)
            if is_small(made):
                kept[key] = made
            if len(kept) > most:
                kept.popitem(last=False)
            return made

        return cast("OfDelivery", answer)

    return remembering


def forget() -> None:
    """Drop all answers: the deliveries of a source have been read, and the next source has others."""
    for kept in _KEPT:
        kept.clear()

"""What was made of a delivery, kept for those who ask again, so that its content is opened and parsed once.

Only what is small is kept, and only while the deliveries of one source are read. Keeping results between runs does not
belong here.
"""

from collections.abc import Callable
from functools import wraps
from math import inf
from typing import Any, TypeVar, cast

from cachetools import LRUCache

from hr_pipeline.ingest.deliveries import Delivery

OfDelivery = TypeVar("OfDelivery", bound=Callable[..., Any])
SMALL_CONTENT = 24 << 20
"""Bytes of content that are kept at most, all together: more would fill the memory while they are parsed."""
_KEPT: list[LRUCache[Any, Any]] = []


def remembered(most: float = inf, size: Callable[[Any], float] = lambda _: 1) -> Callable[[OfDelivery], OfDelivery]:
    """Keep the last answers of a function of a delivery.

    A delivery is known by its hash, and corrections are no part of that: they have to meet their cells each time.

    Args:
        most: number of answers that are kept, or their size together; a single answer that is larger is not kept.
        size: measures one answer.
    """

    def remembering(make: OfDelivery) -> OfDelivery:
        kept: LRUCache[Any, Any] = LRUCache(most, getsizeof=size)
        _KEPT.append(kept)

        @wraps(make)
        def answer(delivery: Delivery, *others: Any, **named: Any) -> Any:
            if delivery.corrections.entries:
                return make(delivery, *others, **named)
            key = (delivery, *others, *named.items())
            if key in kept:
                return kept[key]
            made = make(delivery, *others, **named)
            if size(made) <= most:
                kept[key] = made
            return made

        return cast("OfDelivery", answer)

    return remembering


def forget() -> None:
    """Forget everything that is kept, once the deliveries of a source were read."""
    for kept in _KEPT:
        kept.clear()

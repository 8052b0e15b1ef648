"""All rows of one query, page by page: no page is trusted, each is compared with the count and the pages before it.

Where pages are kept belongs to `ledger.py`, what is asked to `queries.py`.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from hr_pipeline.formats.http import Client
from hr_pipeline.formats.http_answers import Answer, NotAnswered, TooLarge, Unusable, json_body
from hr_pipeline.ingest.progress import Progress
from hr_pipeline.sources.global_fund.fetching.keys import Keys
from hr_pipeline.sources.global_fund.fetching.ledger import KeptPage, Ledger, now
from hr_pipeline.sources.global_fund.fetching.queries import Query, withheld

SMALLEST_PAGE = 100
MOST_PAGES = 20_000
"""The largest set has a few hundred pages."""
BEGINNINGS = 2
"""How often a set is begun that moves while it is fetched."""
UNREADABLE_QUERY = {400, 501}
"""What a service answers that does not know $expand, or a name in it."""


class Stopped(Exception):
    """A fetch cannot go on: the message says why, and what to do."""


class NoRows(NotAnswered):
    """The service counts no rows of a set that must have some: the data set has another name now, or is gone."""


class Moved(Exception):
    """The rows of a set changed while they were fetched, or its pages overlap: they are no whole."""


@dataclass(frozen=True)
class Page:
    """One answer of the service: the bytes to keep, the rows in them, and where it says the next rows are."""

    body: bytes
    rows: list[dict[str, Any]]
    following: str
    withheld: int


class SetFetch:
    """Fetch the rows of one query; what is kept already is not fetched again."""

    def __init__(self, client: Client, base: str, query: Query, ledger: Ledger, progress: Progress) -> None:
        self._client, self._base, self._query, self._ledger, self._progress = client, base, query, ledger, progress
        self._top, self._expanded = query.page_rows, True
        self._keys, self._kept = Keys(), list[KeptPage]()

    def run(self) -> list[KeptPage]:
        """Fetch until the rows are as many as the service counts, each once.

        Raises:
            Stopped: the pages do not make a whole, or a field is gone.
            NotAnswered: the service refuses, or gives no usable answer after all tries.
        """
        for beginning in range(1, BEGINNINGS + 1):
            try:
                return self._whole()
            except Moved as moved:
                self._ledger.forget(self._query.name)
                fault = moved
                if beginning < BEGINNINGS:
                    self._progress.say(f"{self._query.name}: {fault}; fetching this set from its start again")
        how_to_fix = "The set is being changed, or the service's pages are at fault: start again later"
        raise Stopped(f"{self._query.name}: {fault}, {BEGINNINGS} times. {how_to_fix}")

    def _whole(self) -> list[KeptPage]:
        count = self._count()
        self._resume(count)
        self._progress.advance(self._query.name, len(self._keys), count)
        while len(self._keys) < count:
            self._check_ending(count)
            self._take(self._next_page(count))
            self._progress.advance(self._query.name, len(self._keys), count)
        after = self._count()
        if not len(self._keys) == count == after:
            raise Moved(f"{count:,} rows were counted before and {after:,} after {len(self._keys):,} were fetched")
        return self._kept

    def _check_ending(self, count: int) -> None:
        if len(self._kept) >= MOST_PAGES:
            found = f"{len(self._kept):,} pages brought {len(self._keys):,} of {count:,} rows"
            raise Stopped(f"{self._query.name}: {found}. The service's pages do not end: report it to the publisher")

    def _count(self) -> int:
        url = self._query.count_url(self._base)
        count = self._client.get(url, _number, accept="text/plain, application/json;q=0.5")
        if count == 0:
            raise NoRows(url, "the service counts no rows", "Look for a new name of the data set in odata_sets.yaml")
        return count

    def _resume(self, count: int) -> None:
        """Take up the pages kept before, unless the set has another number of rows now."""
        before = self._ledger.expected(self._query.name)
        self._keys, self._kept, self._top = Keys(), [], self._query.page_rows
        if before != count:
            if before is not None:
                self._progress.say(f"{self._query.name}: {before:,} rows before, {count:,} now; fetching them again")
            self._ledger.expect(self._query.name, count)
        for page in self._ledger.resume(self._query.name):
            self._add(json.loads(self._ledger.body(page))["value"], page.page)
            self._kept.append(page)
        if self._kept:
            self._expanded = self._kept[-1].expanded
            self._progress.say(f"{self._query.name}: {len(self._kept):,} pages were kept and are not fetched again")

    def _next_page(self, count: int) -> Page:
        """Ask for the next rows, for fewer at once where a page comes empty or too large."""
        while True:
            url = self._url()
            try:
                page = self._client.get(url, _page)
            except TooLarge as large:
                if self._top <= SMALLEST_PAGE:
                    raise
                found = large.found
            except NotAnswered as refused:
                if not self._without_names(refused):
                    raise
                continue
            else:
                if page.rows:
                    return page
                found = "an empty page with status 200"
            self._ask_for_less(found, count)

    def _url(self) -> str:
        last = self._kept[-1] if self._kept else None
        if last and last.following:
            return last.following
        return self._query.page_url(self._base, len(self._keys), self._top, self._expanded)

    def _ask_for_less(self, found: str, count: int) -> None:
        fetched = len(self._keys)
        if self._top <= SMALLEST_PAGE or (self._kept and self._kept[-1].following):
            raise Moved(f"the pages end after {fetched:,} of {count:,} rows")
        self._top = max(SMALLEST_PAGE, self._top // 4)
        self._progress.say(
            f"{self._query.name}: {found} after {fetched:,} of {count:,} rows; asking for {self._top:,} rows at once"
        )

    def _without_names(self, refused: NotAnswered) -> bool:
        """Ask without $expand where the service refuses the first page with it."""
        if not (self._query.expand and self._expanded and refused.status in UNREADABLE_QUERY and not self._kept):
            return False
        self._expanded = False
        self._progress.say(f"{self._query.name}: {refused.found}; asking without $expand, names are joined by ids")
        return True

    def _take(self, page: Page) -> None:
        url, number, skip = self._url(), len(self._kept) + 1, len(self._keys)
        self._check_fields(page.rows, number)
        self._look_for_names(page.rows)
        self._add(page.rows, number)
        following = urljoin(url, page.following) if page.following else ""
        kept = KeptPage(
            self._query.name, number, url, skip, len(page.rows), 0, "", now(), page.withheld, following, self._expanded
        )
        self._kept.append(self._ledger.keep(kept, page.body))
        if page.withheld and number == 1:
            self._progress.say(
                f"{self._query.name}: the service sends data of persons that were not asked for; left out"
            )

    def _look_for_names(self, rows: list[dict[str, Any]]) -> None:
        """Note where a service passes over $expand in silence."""
        if self._query.expand and self._expanded and not any(name in row for name in self._query.names for row in rows):
            self._expanded = False
            self._progress.say(f"{self._query.name}: the service passes over $expand, names are joined by ids")

    def _check_fields(self, rows: list[dict[str, Any]], number: int) -> None:
        gone = [name for name in self._query.fields if any(name not in row for row in rows)]
        if gone:
            found = ", ".join(sorted(rows[0]))
            raise Stopped(
                f"{self._query.name}, page {number}: expected the field {', '.join(gone)} in every row, found {found}. "
                "The publisher renamed or withdrew it: correct odata_sets.yaml, or report it to hr_pipeline"
            )

    def _add(self, rows: list[dict[str, Any]], number: int) -> None:
        repeated = self._keys.add([row[self._query.key] for row in rows])
        if repeated:
            raise Moved(f"page {number} repeats {repeated:,} rows ({self._query.key}) that came before")


def _number(answer: Answer) -> int:
    """Read what `/$count` answers: digits, with or without byte order mark, blanks, or JSON around them."""
    described = json_body(answer)
    if isinstance(described, dict):
        described = described.get("value", described.get("@odata.count"))
    if isinstance(described, bool) or not str(described).strip().isdigit():
        raise Unusable("expected a number of rows")
    return int(described)


def _page(answer: Answer) -> Page:
    described = json_body(answer)
    rows = described.get("value") if isinstance(described, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unusable('expected an object with the list "value" of rows')
    body, left_out = answer.body, len(withheld().findall(answer.body))
    if left_out:
        described = _without_withheld(described)
        body = json.dumps(described, ensure_ascii=False).encode()
    return Page(body, described["value"], str(described.get("@odata.nextLink") or ""), left_out)


def _without_withheld(described: Any) -> Any:
    if isinstance(described, list):
        return [_without_withheld(item) for item in described]
    if not isinstance(described, dict):
        return described
    return {
        name: _without_withheld(value)
        for name, value in described.items()
        if not withheld().fullmatch(f'"{name}":'.encode())
    }

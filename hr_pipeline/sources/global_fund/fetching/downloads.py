"""The published CSV files, taken where the service refuses a set; kept byte for byte.

What their columns mean belongs to the source's readers.
"""

import csv
from pathlib import Path
from typing import Any

from hr_pipeline.formats.http import Client
from hr_pipeline.formats.http_answers import Unusable
from hr_pipeline.sources.global_fund.fetching.ledger import Ledger, now
from hr_pipeline.sources.global_fund.fetching.queries import Query


def download(client: Client, csv_base: str, query: Query, ledger: Ledger) -> dict[str, Any]:
    """Download the file that holds a query's rows, and note it.

    Returns:
        What was noted: name, address, rows, size in bytes, sha256, and when the server says it was changed.

    Raises:
        NotAnswered: there is no such file, or it does not come whole.
    """
    file = f"{query.csv}_{ledger.started[:10]}.csv"
    url = f"{csv_base}{query.csv}/CSV"
    saved = client.save(url, ledger.delivery / file, check_whole, accept="text/csv, */*;q=0.5")
    about = {
        "url": url,
        "rows": count_records(ledger.delivery / file) - 1,
        "size": saved.size,
        "sha256": saved.sha256,
        "last_modified": saved.headers.get("Last-Modified", ""),
        "retrieved": now(),
    }
    ledger.note_file(query.name, file, about)
    return {"file": file, **about}


def check_whole(file: Path) -> None:
    """Look whether a file is a CSV table to its end.

    Raises:
        Unusable: it is a page for browsers, has no row, or its last row was cut.
    """
    with file.open("rb") as content:
        if content.read(200).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            raise Unusable("expected a CSV file, found a web page with status 200")
    if count_records(file) < 2:
        raise Unusable("expected a CSV file with rows, found none")


def count_records(file: Path) -> int:
    """Count header and rows.

    Raises:
        Unusable: the last row has fewer fields than the header, or a quote is never closed.
    """
    records, width, last = 0, 0, 0
    try:
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            for record in csv.reader(lines, strict=True):
                if record:
                    records, last = records + 1, len(record)
                    width = width or last
    except csv.Error:
        raise Unusable("expected a CSV file, found one that was cut or is none") from None
    if last < width:
        raise Unusable(f"the CSV file was cut: its last row has {last} of {width} fields")
    return records

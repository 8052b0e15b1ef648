"""One reader over many deliveries: good ones go on, a bad one is refused with its reason, every row is accounted for.

What a file means belongs to the source's own reader; this module only knows that reading may be refused.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from hr_pipeline.frames import NA
from hr_pipeline.ingest.accounting import account, as_accounting, outcome_row
from hr_pipeline.ingest.caching import forget
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.isolation import fault_of_ours, isolated
from hr_pipeline.ingest.legible import legible, legible_text, with_legible_texts
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.ingest.review import Review, reviewed
from hr_pipeline.ingest.usable import unusable
from hr_pipeline.provenance.locators import row_ids
from hr_pipeline.schemas.gate import WITHHELD, Built, admit, as_text
from hr_pipeline.schemas.tables import SURVEY_TABLES, kinds, typed

Reader = Callable[[Delivery], Reading]
Settler = Callable[[list[tuple[Delivery, Reading]]], list[tuple[Delivery, Reading]]]
"""Compares all readings of a source, such as for copies; gives them back in their order, changed ones replaced."""
Finisher = Callable[[pd.DataFrame], pd.DataFrame]
"""Changes what can only be known of records once those of other deliveries are known; never their number or order."""


def ingest(
    source: str,
    tables: list[str],
    deliveries: Iterable[Delivery],
    read: Reader,
    finish: Mapping[str, Finisher] | None = None,
    review: Review | None = None,
    settle: Settler | None = None,
) -> dict[str, Built]:
    """Read all deliveries of a source and gate its tables.

    Args:
        source: name of the source.
        tables: the source's tables; the first carries the refusals.
        deliveries: data files of the source; others are passed over.
        read: reads one delivery or raises Refused.
        finish: table -> what completes its records once all deliveries are read, before the gate.
        review: looks at the accepted rows of one table together, and may refuse some.
        settle: compares all readings before they are gated.

    Returns:
        Table name -> accepted rows, rejects and accounting; a table without rows is empty, never missing. With a review
        also its findings.
    """
    readings: list[tuple[Delivery, Reading]] = []
    refused: list[dict] = []
    seen: dict[tuple[str, str], str] = {}
    for delivery in deliveries:
        try:
            readings += _once(_read(delivery, read), seen)
        except Refused as refusal:
            refused.append(outcome_row(source, "", delivery.path, "", "refused", "", 0, legible_text(str(refusal))))
            readings += [(delivery, refusal.reading)] if refusal.reading else []
    forget()
    readings = settle(readings) if settle else readings
    finishers = finish or {}

    def gate(known: list[tuple[Delivery, Reading]]) -> dict[str, Built]:
        return {table: _gated(source, table, known, finishers.get(table)) for table in tables}

    built, parted = isolated(readings, gate)
    readings = parted.readings
    refused += [outcome_row(source, "", d.path, "", "refused", "", 0, str(why)) for d, why in parted.refusals]
    everything = pd.concat([one.accounting for one in built.values()], ignore_index=True)
    refused += [outcome_row(source, "", path, "", "refused", "", 0, why) for path, why in unusable(everything).items()]
    if review:
        built[review.of], built[review.table] = reviewed(
            built[review.of], review, [delivery for delivery, _ in readings]
        )
    first = built[tables[0]]
    accounting = pd.concat([first.accounting, as_accounting(refused)], ignore_index=True)
    return built | {tables[0]: Built(first.name, first.table, first.rejects, accounting)}


def _once(readings: list[tuple[Delivery, Reading]], seen: dict[tuple[str, str], str]) -> list[tuple[Delivery, Reading]]:
    """Refuse records that were delivered before, byte for byte; files that only others are read with may come again.

    What a later fetch brings unchanged is a part of that publication: without it the later one would lack money.
    """
    for delivery, reading in readings:
        if delivery.source == "reference" or not reading.read:
            continue  # of reference rows the newest of each key holds, whatever file they stand in
        first = seen.setdefault((delivery.sha256, reading.fetch), delivery.path)
        if first != delivery.path:
            expected = f"expected other records than {first}, found the same bytes: they are counted once"
            raise Refused("the whole file", expected, "take one of the two files away")
    return readings


def _read(delivery: Delivery, read: Reader) -> list[tuple[Delivery, Reading]]:
    """Read a data file; a fault of ours in one file is a refusal that says so, and never stops the others."""
    if delivery.refusal:
        raise Refused.described(delivery.refusal)
    if delivery.role != "data":
        return []
    if not delivery.file.is_file():
        raise Refused(
            "the whole file",
            "expected its bytes in the archive, where confidential files are not kept",
            "run the whole job on the landing folder again, or keep them with hr-pipeline run --keep-confidential",
        )
    try:
        reading = read(delivery)
        delivery.corrections.must_have_met()
        return [(delivery, with_legible_texts(reading))]
    except Refused:
        raise
    except Exception as error:
        raise fault_of_ours(error, delivery) from error


def _gated(source: str, table: str, readings: list[tuple[Delivery, Reading]], finish: Finisher | None = None) -> Built:
    frames = [_whole(table, delivery, reading) for delivery, reading in readings if table in reading.records]
    frame = combined(frames) if frames else _nothing(table)[0]
    del frames
    frame = typed(finish(frame), table) if finish and len(frame) else frame
    accepted, rejects = admit(table, frame) if len(frame) else _nothing(table)
    rejects = legible(rejects, kept=())
    torn = [_torn(row, delivery) for delivery, reading in readings for row in reading.rejected if row["table"] == table]
    if torn:
        rejects = as_text(pd.concat([rejects, pd.DataFrame(torn)[list(rejects.columns)]], ignore_index=True))
    accounting = account(source, table, readings, accepted, frame)
    return Built(table, accepted, rejects, accounting)


def _torn(row: dict, delivery: Delivery) -> dict:
    return {**withheld(row, delivery), "delivery": delivery.path}


def withheld(row: dict, delivery: Delivery) -> dict:
    """Withhold the text of a rejected record of a confidential delivery, and of any survey: it may speak of people."""
    is_hidden = delivery.notes.confidentiality == "C" or row["table"] in SURVEY_TABLES
    return {**row, "raw_value": WITHHELD} if is_hidden else row


def _whole(table: str, delivery: Delivery, reading: Reading) -> pd.DataFrame:
    """Add what describes the delivery, and give the columns the order of the schema."""
    records = reading.records[table].reset_index(drop=True)
    declared: dict[str, Any] = {
        "row_id": pd.array(row_ids(delivery.ordinal, len(records)), dtype="Int64"),
        "delivery": delivery.path,
        "is_illustrative": delivery.notes.illustrative,
        "confidentiality": delivery.notes.confidentiality,
        "licence": reading.licence or delivery.notes.licence,
    }
    given = records.assign(**declared) if "steps" in records else records.assign(**declared, steps=NA)
    return typed(delivery.corrections.noted(given)[list(kinds(table))], table)


@cache
def _nothing(table: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Gate a table without rows, once: it has no rejects either."""
    return admit(table, empty(table))


def empty(table: str) -> pd.DataFrame:
    """Give a table without rows, with the kinds of its schema."""
    return _empty(table).copy()


@cache
def _empty(table: str) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds(table).items()})


def combined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Put frames of one table below each other and keep categories as categories."""
    frames = [frame for frame in frames if len(frame)] or frames[:1]
    if len(frames) == 1:
        return frames[0]
    shared = {}
    for name in frames[0].columns:
        if isinstance(frames[0][name].dtype, pd.CategoricalDtype):
            shared[name] = pd.CategoricalDtype(
                sorted(set().union(*(set(frame[name].cat.categories) for frame in frames)))
            )
    return pd.concat([frame.astype(shared) for frame in frames], ignore_index=True).sort_values(
        "row_id", ignore_index=True
    )

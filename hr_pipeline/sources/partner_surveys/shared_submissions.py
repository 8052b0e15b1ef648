"""The other exports that may hold the same submissions, in the same folder or another: which they hold, and how new.

What follows for a submission that stands in two files belongs to `repetitions.py`.
"""

import pandas as pd

from hr_pipeline.ingest.caching import remembered
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.sources.partner_surveys.exports import carried
from hr_pipeline.sources.partner_surveys.forms.files import form_reader_of
from hr_pipeline.sources.partner_surveys.mappings import mapping_for
from hr_pipeline.sources.partner_surveys.readers import reader_of
from hr_pipeline.sources.partner_surveys.submissions import submissions

Rank = tuple[bool, str]
"""Files with repeats stand before those without, then by path."""
EVERYWHERE = "uuid:"
"""Identities that begin so are unique in the world; others only in their own folder."""


def submissions_elsewhere(delivery: Delivery, companions: list[Delivery], is_repeat: bool) -> pd.DataFrame:
    """Tell the submissions of other files: all of the survey's, and of other folders what is unique in the world.

    Args:
        delivery: the file that is read.
        companions: the other files of the source.
        is_repeat: the file holds a repeat only; its submissions stand in another file, which does not replace it.

    Returns:
        One row per submission and file: submission, touched (UTC), is_better (the file stands before this one).
    """
    everything = [delivery, *companions]
    others = [other for other in sorted(companions, key=lambda other: other.path) if other.role == "data"]
    found = [_described_to(delivery, other, everything) for other in others]
    found = [(rank, described) for rank, described in found if len(described) and not (is_repeat and rank[0])]
    if not found:
        return _nothing().assign(is_better=pd.Series(dtype="bool"))
    mine = _described_by(delivery, _folder(delivery, everything))[0]
    return pd.concat([described.assign(is_better=rank < mine) for rank, described in found], ignore_index=True)


def _nothing() -> pd.DataFrame:
    return pd.DataFrame({"submission": pd.Series(dtype="str"), "touched": pd.Series(dtype="datetime64[us, UTC]")})


def _folder(delivery: Delivery, everything: list[Delivery]) -> frozenset[Delivery]:
    return frozenset(other for other in everything if other.folder == delivery.folder)


def _described_to(delivery: Delivery, other: Delivery, everything: list[Delivery]) -> tuple[Rank, pd.DataFrame]:
    rank, described = _described_by(other, _folder(other, everything))
    is_comparable = described["submission"].str.startswith(EVERYWHERE) | (other.folder == delivery.folder)
    return rank, described[is_comparable]


@remembered(512)
def _described_by(delivery: Delivery, folder: frozenset[Delivery]) -> tuple[Rank, pd.DataFrame]:
    """Read the identities of a file's submissions, once for all files next to it; one that is refused has none."""
    alongside = [other for other in sorted(folder, key=lambda other: other.path) if other != delivery]
    try:
        if delivery.refusal or form_reader_of(delivery):
            return (True, delivery.path), _nothing()
        reader = reader_of(delivery)
        export, forms = reader.read(delivery, alongside)
        mapping = mapping_for(forms, alongside)
        about = submissions(carried(export, forms, mapping, reader.again).main, forms, mapping)
    except Refused:
        return (True, delivery.path), _nothing()
    kept = (about["left_out"] == "") & (about["submission"] != "") & (not export.main_is_alongside)
    return (not export.repeats, delivery.path), about.loc[kept, ["submission", "touched"]]

"""The vocabularies that every room uses; `codes.csv` holds the codes with labels and sources."""

from functools import cache

import pandas as pd

from hr_pipeline.packaged import packaged_rows


@cache
def vocabularies() -> pd.DataFrame:
    """Read all code lists: vocabulary, code, label, source."""
    return packaged_rows(__package__, "codes.csv")


def codes(vocabulary: str) -> list[str]:
    """List the codes of one vocabulary in their declared order.

    Raises:
        KeyError: there is no such vocabulary.
    """
    chosen = vocabularies().query("vocabulary == @vocabulary")["code"].tolist()
    if not chosen:
        raise KeyError(vocabulary)
    return chosen


def labels(vocabulary: str) -> dict[str, str]:
    """Give what each code of one vocabulary means."""
    chosen = vocabularies().query("vocabulary == @vocabulary")
    return dict(zip(chosen["code"], chosen["label"], strict=True))


SERVICES = codes("service")
POPULATIONS = codes("population")
FINANCING_SOURCES = codes("financing_source")
PHASES = codes("phase")
SUBGROUPS = codes("subgroup")
OBS_STATUS = codes("obs_status")
MISSING_REASONS = codes("missing_reason")
CONFIDENCES = codes("confidence")
CONFIDENTIALITIES = codes("confidentiality")
LICENCES = codes("licence")
LEFT_OUT_REASONS = codes("left_out_reason")
UNALLOCABLE = codes("unallocable")
REVIEW_REASONS = codes("review_reason")
DECISIONS = codes("decision")
FLOW_DECISIONS = codes("flow_decision")
FLOW_EVIDENCE = codes("flow_evidence")
ATTRIBUTIONS = codes("attribution")
WHO_CLASSES = codes("who_class")
RESULT_MEASURES = codes("result_measure")
RATE_USES = codes("rate_use")
RATE_BASES = codes("rate_basis")
SEVERITIES = codes("severity")
CHECKS = codes("budget_check")

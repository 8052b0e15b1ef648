"""Which of several statements of one coverage counts: a declared preference, never an average.

The statements themselves belong to `coverage_statements.py` and `coverage_statistics.py`.
"""

import pandas as pd

from hr_pipeline.indicators.coverage.coverage_denominators import with_denominators
from hr_pipeline.indicators.coverage.coverage_intervals import divided
from hr_pipeline.indicators.coverage.coverage_statements import Statements, partners_statements
from hr_pipeline.indicators.coverage.coverage_statistics import published_statements
from hr_pipeline.indicators.coverage.size_statements import publication_year
from hr_pipeline.schemas.coverage import COVERAGE_KEY
from hr_pipeline.schemas.coverage_rules import statement_preference
from hr_pipeline.schemas.thresholds import thresholds


def considered(
    survey_services: pd.DataFrame,
    published_statistics: pd.DataFrame,
    population_sizes: pd.DataFrame,
    check_thresholds: pd.DataFrame,
) -> Statements:
    """Give every statement its denominator and its coverage.

    Args:
        survey_services: partners' reports of services.
        published_statistics: figures as publications state them.
        population_sizes: sizes as distributions.
        check_thresholds: assumed bounds and design effect.

    Returns:
        The statements, with what `with_denominators` and `divided` add.
    """
    stated = _together(partners_statements(survey_services), published_statements(published_statistics))
    effect = thresholds(check_thresholds)["design_effect", "high"]
    sized = with_denominators(stated.table, population_sizes, check_thresholds)
    return Statements(divided(sized, effect), stated.parts)


def chosen(statements: pd.DataFrame) -> pd.DataFrame:
    """Keep the statement of each cell that counts; one with a coverage before one without.

    Args:
        statements: considered statements; their index, the statement's name, becomes the column `spoken`.
    """
    ranks = statement_preference()
    keys = {f"rank_{name}": statements[name].map(ranks[name]) for name in ranks if name != "publication"}
    order: dict[str, pd.Series] = {
        "is_open": statements["coverage"].isna(),
        "is_empty": statements["numerator"].isna() & statements["value"].isna(),
        **keys,
        "rank_publication": -publication_year(statements["publication"]),
        "is_weaker": ~statements["is_preferred"],
    }
    ranked = statements.assign(**order).rename_axis("spoken").reset_index()
    best = ranked.sort_values([*order, "publication", "spoken"]).drop_duplicates(COVERAGE_KEY)
    return best.drop(columns=list(order)).reset_index(drop=True)


def _together(partners: Statements, published: Statements) -> Statements:
    """Number the statements of both; a partner's count names no denominator and states no ratio."""
    first = len(partners.table)
    table = pd.concat([partners.table, published.table], ignore_index=True)
    moved = published.parts.assign(spoken=published.parts["spoken"] + first)
    numbers = dict.fromkeys(["numerator", "value", "value_low", "value_high", "rounding"], "float64")
    numbers |= dict.fromkeys(["stated_people", "respondents", "reporting_share"], "float64")
    return Statements(table.astype(numbers), pd.concat([partners.parts, moved], ignore_index=True))

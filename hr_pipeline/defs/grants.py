"""Assets of Global Fund grants: name the inputs, call one pure function. Formulas belong to `indicators`."""

import dagster as dg

from hr_pipeline.defs.published import computed, published_spec
from hr_pipeline.defs.store import Stored
from hr_pipeline.indicators.grants import grant_budget_revisions as revisions
from hr_pipeline.indicators.grants import grant_cycle_attribution as cycle_attribution
from hr_pipeline.indicators.grants import grant_lines_unmatched as unmatched
from hr_pipeline.indicators.grants import grant_money_attribution as money_attribution
from hr_pipeline.indicators.grants import grant_money_by_definition as by_definition
from hr_pipeline.indicators.grants import publication_ledger as publications
from hr_pipeline.ingest.accounting import refused_publications


@dg.asset(**published_spec("grant_money_attribution"))
def grant_money_attribution(grant_budget_lines: Stored):
    """What is known of all grant money, by area and year."""
    return computed("grant_money_attribution", money_attribution.grant_money_attribution, [grant_budget_lines])


@dg.asset(**published_spec("grant_cycle_attribution"))
def grant_cycle_attribution(grant_money_attribution: Stored):
    """What is known of all grant money, by cycle, with shares."""
    return computed("grant_cycle_attribution", cycle_attribution.grant_cycle_attribution, [grant_money_attribution])


@dg.asset(**published_spec("grant_money_by_definition"))
def grant_money_by_definition(grant_budget_lines: Stored, grant_money_attribution: Stored):
    """Grant money for harm reduction as each definition takes it."""
    inputs = [grant_budget_lines, grant_money_attribution]
    return computed("grant_money_by_definition", by_definition.grant_money_by_definition, inputs)


@dg.asset(**published_spec("grant_lines_unmatched"))
def grant_lines_unmatched(grant_budget_lines: Stored):
    """Names that speak of harm reduction and that no crosswalk knows."""
    return computed("grant_lines_unmatched", unmatched.grant_lines_unmatched, [grant_budget_lines])


@dg.asset(**published_spec("grant_budget_revisions"))
def grant_budget_revisions(grant_budget_lines: Stored):
    """What a later publication of grant budgets changed."""
    return computed("grant_budget_revisions", revisions.grant_budget_revisions, [grant_budget_lines])


@dg.asset(**published_spec("publication_ledger"))
def publication_ledger(grant_budget_lines: Stored, grant_expenditures: Stored):
    """What each publication of grant money covers, its role, and what of it counts."""
    inputs = [grant_budget_lines, grant_expenditures]
    return computed("publication_ledger", publications.publication_ledger, inputs, refused_publications)


ASSETS = [
    publication_ledger,
    grant_money_attribution,
    grant_cycle_attribution,
    grant_money_by_definition,
    grant_lines_unmatched,
    grant_budget_revisions,
]

"""Numbers of `method_parameters` as the needs use them: values with the reference row that states them.

What is computed with them belongs to the modules of the published tables.
"""

import pandas as pd

TABLE = "method_parameters"
OPIOID_SHARE, SCALE, INCOME = "opioid_share", "cost_scale_exponent", "cost_income_factor"
HIV_SHARE, HIV_YEARS = "harm_reduction_share_of_hiv_money", "hiv_spending_years"
BY_INCOME = "world_bank_income"
NAMES = ["value", "value_low", "value_high", "row_id"]


def parameter(method_parameters: pd.DataFrame, name: str) -> pd.DataFrame:
    """Take one parameter.

    Returns:
        value, value_low, value_high and row_id by scope.
    """
    own = method_parameters[method_parameters["parameter"].astype("str") == name]
    return own.assign(scope=own["scope"].astype("str")).set_index("scope")[NAMES]


def with_income_factor(
    rows: pd.DataFrame, country_groupings: pd.DataFrame, method_parameters: pd.DataFrame
) -> pd.DataFrame:
    """Add what a cost of the world is multiplied by in a country of its income; a country's own cost stays.

    Args:
        rows: iso3, service and is_own.
        country_groupings: the World Bank's income groups among others.
        method_parameters: the factor of each service and group.

    Returns:
        The rows with income_factor, income_row (missing where no factor applies) and is_income_unknown.
    """
    groups = country_groupings[country_groupings["grouping"].astype("str") == BY_INCOME]
    group = rows["iso3"].map(groups.astype("str").set_index("iso3")["region"])
    income = rows["service"].astype("str") + "/" + group.astype("str")
    factors = parameter(method_parameters, INCOME)
    applies = ~rows["is_own"].astype("bool")
    factor = income.map(factors["value"]).astype("float64").where(applies)
    return rows.assign(
        income_factor=factor.fillna(1.0),
        income_row=income.map(factors["row_id"]).where(applies),
        is_income_unknown=applies & factor.isna(),
    )


def with_scale_factor(rows: pd.DataFrame, method_parameters: pd.DataFrame) -> pd.DataFrame:
    """Add what a unit costs at the target's volume over what it costs at the volume of its study.

    Args:
        rows: service, target_value (units for each person) and units_per_person (those of the study).
        method_parameters: by which power of the units total costs grow, by service.

    Returns:
        The rows with scale_factor, scale_exponent (1 where no source gives one) and scale_row.
    """
    exponents = parameter(method_parameters, SCALE)
    mapped = rows["service"].map(exponents["value"]).astype("float64")
    exponent = mapped.where(rows["per"] == "syringe").fillna(1.0)
    return rows.assign(
        scale_exponent=exponent,
        scale_row=rows["service"].map(exponents["row_id"]).where(exponent != 1.0),
        scale_factor=(rows["target_value"] / rows["units_per_person"]) ** (exponent - 1.0),
    )


def with_population_share(rows: pd.DataFrame, method_parameters: pd.DataFrame, opioid: str) -> pd.DataFrame:
    """Add the share of people who inject drugs whom a service is for, the same for each country.

    Args:
        rows: cost_population of each need.
        method_parameters: the share that mainly injects opioids, with bounds.
        opioid: population whose services are for that share only.

    Returns:
        The rows with population_share, its bounds and population_share_row (missing where all are served).
    """
    is_part = rows["cost_population"].astype("str") == opioid
    known = parameter(method_parameters, OPIOID_SHARE).reset_index()
    bounds = {"population_share": "value", "population_share_low": "value_low", "population_share_high": "value_high"}
    given = {name: known[source].iloc[0] if len(known) else float("nan") for name, source in bounds.items()}
    row = known["row_id"].iloc[0] if len(known) else pd.NA
    shares = {name: pd.Series(1.0, rows.index).mask(is_part, value) for name, value in given.items()}
    return rows.assign(**shares, population_share_row=pd.Series(row, rows.index, dtype="Int64").where(is_part)).dropna(
        subset="population_share"
    )

"""The funding table as one DuckDB query: no validation, no lineage, no release."""

import sys

import duckdb

source, crosswalk, target = sys.argv[1:4]
hyphens = "regexp_replace(lower(coalesce({0}, '')), '\\s*-\\s*', '-', 'g')"
plain = f"replace(replace({hyphens}, 'programing', 'programming'), 'opiod', 'opioid')"
duckdb.sql(f"""
    copy (
        select GeographyName1, BudgetYearFrom1, population, service, sum(BudgetAmount_ReferenceRate) as amount
        from read_csv('{source}', all_varchar = false) as lines
        join read_csv('{crosswalk}', all_varchar = true) as names
          on replace(lines.GrantCycleName, 'Grant Cycle ', 'GC') = names.grant_cycle
         and {plain.format("lines.Module1")} = {plain.format("names.module")}
         and {plain.format("lines.Intervention1")} = {plain.format("names.intervention")}
        group by all
    ) to '{target}' (format parquet)
""")

"""GATHER.md: the statement of a release on the 18 items of GATHER, from a data file and the build.

GATHER: Guidelines for Accurate and Transparent Health Estimates Reporting (Stevens and others 2016, Lancet 388: e19).
How each table is made belongs to `methods.py`.
"""

from functools import cache
from importlib.resources import files

import pandas as pd

from hr_pipeline.releases.disclosure import Content
from hr_pipeline.releases.markdown import as_table
from hr_pipeline.releases.methods_used import files_used, references_used
from hr_pipeline.schemas.methods import chapters
from hr_pipeline.schemas.tables import INDICATOR_TABLES, grain

FILE = "GATHER.md"
ITEMS = 18
NOTHING = "This release holds none."
DIAGRAM = """```
delivered files -> snapshots (kept by hash) -> clean tables + rejects
clean tables -> sizes -> coverage -> coverage gaps ---------+
clean tables -> budgets and spending, each dollar once --+  |
sizes + targets + unit costs -> need ------------------+ |  |
                                                       v v  v
HIV spending by payer -> payers (reported, unknown) -> gap -> six headline tables -> release
```"""


def gather(content: Content) -> str:
    """Write the statement; the same content gives the same text.

    Args:
        content: what is published.

    Raises:
        KeyError: the data file asks for a part that the build does not make.
    """
    made = _made(content)
    parts = [_head()]
    for item in statements().to_dict("records"):
        parts.append(f"## {item['item']}. {item['asks']}\n\n{item['text'].format_map(made)}")
    return "\n\n".join(parts) + "\n"


@cache
def statements() -> pd.DataFrame:
    """Read the items: item, section, what it asks, and the text with the parts that the build fills in."""
    return pd.read_csv(str(files(__package__) / "gather.csv"), dtype="str", keep_default_na=False)


def _head() -> str:
    return (
        "# GATHER\n\nStatement on the 18 items of the Guidelines for Accurate and Transparent Health Estimates "
        "Reporting (Stevens and others 2016, Lancet 388: e19), made from the data and the build of this release."
    )


def _made(content: Content) -> dict[str, str]:
    """Make the parts that only the build knows."""
    tables = {name: content.tables[name] for name in INDICATOR_TABLES if name in content.tables}
    data = content.sources[content.sources["role"] == "data"]
    listed = pd.DataFrame(
        [{"table": name, "rows": len(table), "one row is": grain(name)} for name, table in tables.items()]
    )
    return {
        "tables": _shown(listed),
        "files_counted": f"Files of data in this release: {len(data):,}.",
        "rejected": f"Rows rejected in this release: {len(content.rejects):,}.",
        "files": files_used(content) if len(data) else NOTHING,
        "references": references_used(content) or NOTHING,
        "diagram": DIAGRAM,
        "reconciled": _reconciled(tables.get("need_reconciliation", pd.DataFrame())),
        "reproduced": _reproduced(tables.get("reproduced_figures", pd.DataFrame())),
        "counted": f"Published tables: {len(tables)}, rows: {sum(map(len, tables.values())):,}.",
        "certainty": _certainty(tables.get("headline_certainty", pd.DataFrame())),
        "compared": _compared(tables.get("reproduced_figures", pd.DataFrame())),
        "limits": _limits(list(tables)),
    }


def _shown(rows: pd.DataFrame) -> str:
    return as_table(rows) if len(rows) else NOTHING


def _reconciled(needs: pd.DataFrame) -> str:
    known = needs["unit_cost_over_published_ratio"].dropna() if len(needs) else pd.Series(dtype="float64")
    if known.empty:
        return "No country of this release has both a bottom-up and a published need."
    low, middle, high = known.quantile([0.0, 0.5, 1.0])
    return f"The bottom-up need is {middle:.1f} times the published one in the median ({low:.1f} to {high:.1f})."


def _reproduced(figures: pd.DataFrame) -> str:
    if figures.empty:
        return NOTHING
    counted = figures["agrees"].astype("str").value_counts().sort_index()
    return ", ".join(f"{name}: {number}" for name, number in counted.items()) + "."


def _certainty(grades: pd.DataFrame) -> str:
    if grades.empty:
        return NOTHING
    counted = grades["certainty"].astype("str").value_counts().sort_index()
    return "Headlines by grade: " + ", ".join(f"{name} {number:,}" for name, number in counted.items()) + "."


def _compared(figures: pd.DataFrame) -> str:
    columns = ["figure", "published_value", "recomputed_value", "unit", "agrees", "source"]
    return _shown(figures[columns]) if len(figures) else NOTHING


def _limits(tables: list[str]) -> str:
    limits = chapters().set_index("table")["limits"]
    return "\n".join(f"- `{name}`: {limits[name]}" for name in tables if name in limits) or NOTHING

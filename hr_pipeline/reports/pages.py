"""Pages: sections of statements and charts for a country or a region, with the evidence of all they print."""

from dataclasses import dataclass, field
from typing import Any

from hr_pipeline.reports.drawing import Chart, chart
from hr_pipeline.reports.evidence import Evidence
from hr_pipeline.reports.release import Figure, Release
from hr_pipeline.reports.statements import Statement, page_plan, statement
from hr_pipeline.reports.wording import Wording


@dataclass(frozen=True)
class Section:
    """One part of a page: its statements and, where there is one, its chart."""

    name: str
    statements: list[Statement]
    chart: Chart | None = None


@dataclass(frozen=True)
class Page:
    """One page: what it is about and what it says.

    Attributes:
        kind: country or region.
        code: ISO 3166 alpha-3 code, or the region's code.
        title: its title in the page's language.
        sections: its parts in order.
    """

    kind: str
    code: str
    title: str
    sections: list[Section] = field(default_factory=list)

    @property
    def figures(self) -> list[Figure]:
        """Every figure that is printed, chart marks included, once each."""
        printed = [figure for section in self.sections for one in section.statements for figure in one.figures]
        drawn = [figure for section in self.sections if section.chart for figure in section.chart.figures]
        return list({figure.id: figure for figure in printed + drawn}.values())

    @property
    def is_illustrative(self) -> bool:
        """Whether any figure rests on demonstration data."""
        return any(figure.is_illustrative for figure in self.figures)


def country_page(release: Release, iso3: str, name: str, wording: Wording) -> Page:
    """Make a country's profile."""
    sections = _sections(release, page_plan()["country"], {"iso3": iso3, "place": iso3}, wording)
    return Page("country", iso3, str(wording.say("country_title", country=name)), sections)


def region_page(release: Release, where: dict[str, str], wording: Wording) -> Page:
    """Make a region's brief."""
    sections = _sections(release, page_plan()["region"], where | {"place": where["region"]}, wording)
    title = wording.say("region_title", region=wording.label(where["region"]))
    return Page("region", where["region"], str(title), sections)


def _sections(release: Release, plan: list[dict[str, Any]], where: dict[str, Any], wording: Wording) -> list[Section]:
    return [
        Section(
            part["section"],
            [statement(release, asked, where, wording) for asked in part["statements"]],
            chart(release, part["chart"], where, wording) if "chart" in part else None,
        )
        for part in plan
    ]


def cards(page: Page, evidence: Evidence) -> dict[str, dict[str, Any]]:
    """Give the evidence card of each figure that a page prints."""
    return evidence.cards(page.figures)

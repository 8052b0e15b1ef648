"""A release as a folder of pages that opens from the disk: profiles, briefs, explorer and downloads, in each language.

A page whose figures, texts and templates are as before is not written again.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from hr_pipeline.reports.countries import countries_of, country_name
from hr_pipeline.reports.drawing import rows_of
from hr_pipeline.reports.evidence import Evidence
from hr_pipeline.reports.explorer import explorer
from hr_pipeline.reports.pages import Page, cards, country_page, region_page
from hr_pipeline.reports.release import Release
from hr_pipeline.reports.statements import page_plan
from hr_pipeline.reports.wording import Wording, wording

RECORD = "pages.json"
FIRST = ("headlines", "money")
"""Parts of a regional brief that the first page shows."""
CARD_WORDS = ["evidence", "formula", "parts", "cells", "licence", "replay", "close", "value"]
Progress = Callable[[str], None]


class BareNumber(TypeError):
    """A template prints a number that is no figure."""


@dataclass(frozen=True)
class Written:
    """What a build of the site did: pages written, and pages that were as before."""

    written: list[str]
    unchanged: list[str]


def _only_figures(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise BareNumber(f"{value!r} is no figure: a number without a figure id cannot be printed")
    return value


def _environment() -> Environment:
    loader = PackageLoader("hr_pipeline.reports", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, finalize=_only_figures)


class Site:
    """Writes the pages of one release into one folder."""

    def __init__(self, release: Release, folder: Path, languages: list[str]) -> None:
        """Open the release and the record of the pages that are there.

        Args:
            release: the release.
            folder: where the site lies.
            languages: codes of the languages to write.
        """
        self.release, self.folder = release, folder
        self.languages = [wording(language) for language in languages]
        self.evidence = Evidence(release)
        self.environment = _environment()
        self._record = folder / RECORD
        self._before = json.loads(self._record.read_text("utf-8")) if self._record.is_file() else {}
        self._now: dict[str, str] = {}
        self._written: list[str] = []

    def build(self, codes: Iterable[str] = (), progress: Progress = lambda text: None) -> Written:
        """Write the site.

        Args:
            codes: countries to write; all of the release when empty.
            progress: is called with one line for each language.
        """
        listed = sorted(codes) or countries_of(self.release)
        _copy_assets(self.folder)
        for words in self.languages:
            self._language(words, listed)
            progress(f"{words.texts['name']}: {len(listed)} countries")
        self._record.write_text(json.dumps(self._before | self._now, indent=1, sort_keys=True), encoding="utf-8")
        return Written(self._written, sorted(set(self._now) - set(self._written)))

    def _language(self, words: Wording, listed: list[str]) -> None:
        for iso3 in listed:
            page = country_page(self.release, iso3, country_name(iso3, words.language), words)
            self._page("page.html.j2", f"{words.language}/country/{iso3}.html", words, page)
        regions = [region_page(self.release, where, words) for where in page_plan()["regions"]]
        for page in regions:
            self._page("page.html.j2", f"{words.language}/region/{page.code}.html", words, page)
        self._index(words, listed, regions)
        self._explorer(words, listed)
        self._downloads(words)

    def _index(self, words: Wording, listed: list[str], regions: list[Page]) -> None:
        entries = [
            {"name": country_name(one, words.language), "code": one, "page": f"country/{one}.html"} for one in listed
        ]
        names = sorted(entries, key=lambda entry: entry["name"])
        whole = Page(
            "index",
            "",
            str(words.say("title")),
            [part for page in regions for part in page.sections if part.name in FIRST],
        )
        self._page(
            "index.html.j2", f"{words.language}/index.html", words, whole, names=names, regions=regions, first=FIRST
        )

    def _explorer(self, words: Wording, listed: list[str]) -> None:
        page = Page("explore", "", str(words.say("explore")))
        data = explorer(self.release, listed, words)
        self._page("explore.html.j2", f"{words.language}/explore.html", words, page, explorer=data)

    def _downloads(self, words: Wording) -> None:
        page = Page("downloads", "", str(words.say("downloads")))
        kit = sorted(
            str(file.relative_to(self.folder)) for file in (self.folder / "media").rglob("*") if file.is_file()
        )
        changes = (self.release.folder / "CHANGES.md").read_text(encoding="utf-8")
        self._page("downloads.html.j2", f"{words.language}/downloads.html", words, page, files=kit, changes=changes)

    def _page(self, template: str, path: str, words: Wording, page: Page, **data: Any) -> None:
        """Write one page and the media kit of its charts, unless all that it prints is as before."""
        evidence = cards(page, self.evidence)
        digest = _digest(template, words, page, evidence, self.release.version, data)
        self._now[path] = digest
        if self._before.get(path) == digest and (self.folder / path).is_file():
            return
        head = {
            "wording": words,
            "languages": self.languages,
            "root": "../" * path.count("/"),
            "here": path.split("/", 1)[1],
            "title": page.title,
            "version": self.release.version,
            "illustrative": page.is_illustrative,
            "words": {name: str(words.say(name)) for name in CARD_WORDS},
            "evidence": evidence,
            "page": page,
        }
        text = self.environment.get_template(template).render(**head, **data)
        _write(self.folder / path, text)
        self._media(words, page)
        self._written.append(path)

    def _media(self, words: Wording, page: Page) -> None:
        """Write each chart of a profile as SVG with its data; in the first language only."""
        if words is not self.languages[0] or page.kind not in ("country", "region"):
            return
        for section in page.sections:
            if section.chart:
                stem = self.folder / "media" / f"{page.code}_{section.chart.name}"
                _write(stem.with_suffix(".svg"), str(section.chart.svg()))
                _write(stem.with_suffix(".csv"), rows_of(section.chart).to_csv(index=False))
                stem.with_suffix(".png").write_bytes(section.chart.png())
                _write(stem.with_suffix(".txt"), self._described(words, page, section.chart.name))

    def _described(self, words: Wording, page: Page, name: str) -> str:
        """Write what goes with a picture: title, alternative text, warning of invented data and source."""
        lines = [f"{page.title}: {words.plain(f'chart_{name}')}", words.plain(f"chart_{name}_alt")]
        lines += [words.plain("illustrative")] if page.is_illustrative else []
        return "\n".join([*lines, f"hr_pipeline, {self.release.version}: {page.code}_{name}.csv"]) + "\n"


def _digest(template: str, words: Wording, page: Page, evidence: dict, version: str, data: dict[str, Any]) -> str:
    """Hash all that a page prints; the release's version is printed, so another release prints another page."""
    shown = {key: value for key, value in data.items() if key not in ("page", "regions")}
    text = (files("hr_pipeline.reports") / "templates" / template).read_text("utf-8")
    basis = [held for section in page.sections for one in section.statements for held in one.basis]
    figures = [asdict(figure) for figure in page.figures + basis]
    charts = [section.chart.spec for section in page.sections if section.chart]
    whole = [template, text, words.texts, page.title, figures, charts, evidence, shown]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, default=str).encode()).hexdigest()


def _copy_assets(folder: Path) -> None:
    for name in ("site.css", "site.js"):
        target = folder / "assets" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(str(files("hr_pipeline.reports") / "assets" / name), target)


def _write(file: Path, text: str) -> None:
    """Write a file in one step."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.part")
    partial.write_text(text, encoding="utf-8")
    partial.replace(file)

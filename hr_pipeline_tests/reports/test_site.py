import json
import re
import shutil
from functools import cache
from html.parser import HTMLParser

import pandas as pd
import pytest

from hr_pipeline.reports.drawing import chart
from hr_pipeline.reports.release import Release
from hr_pipeline.reports.site import BareNumber, Site, _environment
from hr_pipeline.reports.statements import page_plan, statement
from hr_pipeline.reports.wording import rounded, wording

pytestmark = pytest.mark.build

UNPRINTED = {"script", "style", "title", "option"}


class Printed(HTMLParser):
    """Every number a reader sees, with the figure id of the element it stands in; empty where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.numbers: list[tuple[str, str]] = []
        self.marks: list[tuple[str, str]] = []

    def handle_starttag(self, tag, attributes):
        held = dict(attributes)
        key = "key" if "key" in (held.get("class") or "").split() else ""
        kind = "axis" if "role-axis" in (held.get("class") or "") or "role-legend" in (held.get("class") or "") else ""
        self.open.append((tag, held.get("data-figure") or key or kind))
        href = held.get("xlink:href") or held.get("href") or ""
        if tag == "a" and href.startswith("#"):
            self.marks.append((href[1:], ""))
        if tag in ("meta", "link", "input", "br", "rect", "path", "line"):
            self.open.pop()

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tags = [tag for tag, _ in self.open]
        inside = [figure for _, figure in self.open if figure]
        if set(tags) & UNPRINTED or not re.search(r"\d", data):
            return
        self.numbers.append((data.strip(), inside[-1] if inside else ""))


def printed(text: str) -> Printed:
    parser = Printed()
    parser.feed(text)
    return parser


def pages(site):
    return sorted(site.rglob("*.html"))


def test_every_printed_number_is_a_figure_of_the_release_at_its_rounding(site, release):
    for page in pages(site):
        if page.name == "downloads.html":
            continue
        language = wording(page.relative_to(site).parts[0])
        for text, figure in printed(page.read_text("utf-8")).numbers:
            assert figure, f"{page}: {text!r} has no figure"
            if figure in ("key", "axis"):
                continue
            value, unit = value_of(release, figure)
            assert language.number(value, unit) == text, figure


@cache
def positions(release, table):
    """Give the row of each figure of a table, by its id without the column."""
    return {figure: row for row, figure in enumerate(release.ids(table))}


def value_of(release, figure):
    """Find a figure in the release's Parquet by its id, independently of the pages."""
    (table, _, _), (row_id, _, column) = figure.partition("/"), figure.rpartition("/")
    row = positions(release, table)[row_id]
    raw = release.table(table)[column].iloc[row]
    return raw, release.figure(table, row, column).unit


def test_every_mark_of_a_chart_leads_to_a_card(site):
    text = (site / "en/country/UKR.html").read_text("utf-8")
    cards = json.loads(re.search(r'id="evidence">(.*?)</script>', text, re.S)[1])
    marks = [mark for mark, _ in printed(text).marks]
    assert marks and set(marks) <= set(cards)


def test_a_card_leads_to_the_cell_of_a_delivered_file(site):
    text = (site / "en/country/UKR.html").read_text("utf-8")
    cards = json.loads(re.search(r'id="evidence">(.*?)</script>', text, re.S)[1])
    money = next(card for figure, card in cards.items() if figure.endswith("global_fund_usd") and card["value"])
    assert money["formula"] and money["parts"]
    assert any("global_fund/" in cell["file"] and cell["locator"] for cell in money["cells"])


def test_a_page_says_which_payers_are_unknown_and_that_data_are_invented(site):
    text = (site / "en/country/UKR.html").read_text("utf-8")
    assert "not reported" in text and "Demonstration data" in text
    assert 'class="figure illustrative"' in text


def test_a_number_without_a_figure_cannot_be_printed():
    with pytest.raises(BareNumber, match="no figure"):
        _environment().from_string("{{ number }}").render(number=2)
    with pytest.raises(TypeError, match="no figure"):
        wording("en").say("version", version=2026)


def test_an_arabic_page_is_written_from_right_to_left(site):
    assert '<html lang="ar" dir="rtl">' in (site / "ar/country/UKR.html").read_text("utf-8")


def test_no_page_is_larger_than_a_megabyte_or_asks_a_server(site):
    for page in pages(site):
        text = page.read_text("utf-8")
        assert len(text.encode()) < 1_000_000
        assert not re.search(r'(src|href)="(https?:)?//', text), page


def test_one_changed_figure_changes_only_the_pages_that_print_it(release, site, tmp_path):
    shutil.copytree(release.folder, tmp_path / release.folder.name)
    shutil.copytree(site, tmp_path / "site")
    file = tmp_path / release.folder.name / "tables/population_sizes.parquet"
    table = pd.read_parquet(file)
    of_ukraine = (table["iso3"] == "UKR") & (table["population"] == "people_who_inject_drugs")
    table.loc[of_ukraine, "people"] += 1_000
    table.to_parquet(file)
    made = Site(Release(tmp_path / release.folder.name), tmp_path / "site", ["en"]).build(["KAZ", "TUN", "UKR"])
    assert [path for path in made.written if "/country/" in path] == ["en/country/UKR.html"]


def test_the_same_release_writes_no_page_again(release, site, tmp_path):
    shutil.copytree(site, tmp_path / "site")
    assert Site(release, tmp_path / "site", ["en", "ar"]).build(["KAZ", "TUN", "UKR"]).written == []


@pytest.mark.parametrize(("value", "shown"), [(123_456, 123_000), (0.012345, 0.0123), (0, 0), (-1_999, -2_000)])
def test_numbers_are_rounded_to_what_a_reader_can_use(value, shown):
    assert rounded(value) == shown


def test_the_first_page_says_how_much_of_a_region_a_number_rests_on(site, release):
    text = (site / "en/index.html").read_text("utf-8")
    shown = re.findall(r'class="basis"[^>]*data-figure="headline_who_pays/([^/]+)/[^"]*/why">([^<]+)<', text)
    assert {place for place, _ in shown} == set(release.table("headline_who_pays")["place"]) & {"EECA", "MENA"}
    assert shown and all("of the region are added up" in words for _, words in shown)


def test_a_missing_figure_names_the_delivery_that_would_answer_it(site):
    text = (site / "en/country/UKR.html").read_text("utf-8")
    assert re.search(r'missing-statement">.*?data-figure="headline_who_pays/UKR/[^"]*/answered_by">', text)


def test_each_chart_of_the_media_kit_is_vector_picture_and_data_with_its_words(site):
    kit = {file.suffix for file in (site / "media").glob("UKR_needles_and_syringes.*")}
    assert kit == {".svg", ".png", ".csv", ".txt"}
    assert (site / "media/UKR_needles_and_syringes.png").read_bytes().startswith(b"\x89PNG")
    words = (site / "media/UKR_needles_and_syringes.txt").read_text("utf-8")
    assert wording("en").plain("chart_needles_and_syringes_alt") in words and "Demonstration data" in words


def test_a_drawing_that_languages_share_is_described_in_each_of_them(site):
    for language in ("en", "ar"):
        text = (site / f"{language}/country/UKR.html").read_text("utf-8")
        assert "@mark" not in text and re.search(r'aria-label="[^"]*20\d\d: [\d.٠-٩]+"', text)


def test_a_year_without_bounds_is_drawn_without_an_interval(release):
    drawn = chart(release, "needles_and_syringes", {"iso3": "UKR"}, wording("en"))
    bounds = {figure.id: (figure.low, figure.high) for figure in drawn.figures}
    points = {one["link"].split("#")[1]: one for one in drawn.spec["data"]["values"] if one.get("link")}
    assert {figure: (one["low"], one["high"]) for figure, one in points.items()} == bounds


def test_equal_bounds_are_not_printed_as_an_interval(release):
    money = next(one for one in plan_of("money") if one["text"] == "reported_money")
    for iso3 in release.table("money_available")["iso3"].dropna().unique():
        shown = statement(release, money, {"iso3": iso3}, wording("en"))
        assert shown.is_missing or len({figure.value for figure in shown.figures}) in (1, 3)
        assert shown.is_missing or len(shown.figures) in (1, 3)


def plan_of(section):
    return next(part["statements"] for part in page_plan()["country"] if part["section"] == section)


@pytest.mark.parametrize("text", ["below_needles", "below_therapy"])
def test_a_distance_is_to_one_named_target(text):
    asked = next(one for one in plan_of("headlines") if one["text"] == text)
    assert asked["where"]["target"] in ("who_2025_200", "gas_2025_50")


@pytest.mark.parametrize("question", ["who_pays", "gap"])
def test_the_first_page_says_how_sure_the_payers_and_the_gap_are(site, question):
    text = (site / "en/index.html").read_text("utf-8")
    assert re.search(rf'data-figure="headline_certainty/EECA/[^"]*{question}[^"]*/certainty"', text)

"""The client against a service on a real socket that misbehaves: all rows come, once, or the message says why not."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from hr_pipeline.formats.http import Limits
from hr_pipeline.ingest.progress import Lines
from hr_pipeline.ingest.snapshots import archive_landing
from hr_pipeline.sources.global_fund.fetching import Service, Stopped, fetch, pages
from hr_pipeline.sources.global_fund.fetching.ledger import AlreadyRunning, Ledger, opened
from hr_pipeline.sources.global_fund.fetching.queries import declared
from hr_pipeline_tests.sources.global_fund import served
from hr_pipeline_tests.sources.global_fund.server import GlobalFund

BUDGET = "allFinancialIndicators.GrantBudget_ReferenceRate"
ROWS = 2_500
QUICK = Limits(read_seconds=1, tries=3, first_wait_seconds=0.01, longest_wait_seconds=5, body_bytes=16 << 20)
QUERIES = tuple(replace(query, page_rows=min(1_000, query.page_rows)) for query in declared())


@pytest.fixture
def server():
    with GlobalFund({"GrantBudget_ReferenceRate": ROWS}) as running:
        yield running


@pytest.fixture
def progress() -> list[str]:
    return []


@pytest.fixture
def bring(server, progress, tmp_path):
    def bring(**changes):
        service = Service(
            **{"base": server.base, "csv_base": server.csv_base, "limits": QUICK, "queries": QUERIES} | changes
        )
        return fetch(tmp_path, service, Lines(progress.append))

    return bring


def rows(folder: Path, name: str = BUDGET) -> list[dict]:
    pages = sorted((folder / name).glob("page-*.json.gz"))
    return [row for page in pages for row in json.loads(gzip.decompress(page.read_bytes()))["value"]]


def keys(folder: Path) -> list[str]:
    return [row["financialIndicatorId"] for row in rows(folder)]


def complete(folder: Path) -> bool:
    return sorted(keys(folder)) == [
        served.money("GrantBudget_ReferenceRate", n)["financialIndicatorId"] for n in range(ROWS)
    ]


def nothing_published(landing: Path) -> bool:
    return not list((landing / "global_fund").glob("odata-*"))


def test_a_fetch_brings_every_row_once_with_names_and_without_persons(bring, server, tmp_path):
    fetched = bring()
    assert complete(fetched.folder)
    line = rows(fetched.folder)[0]
    assert line["implementationPeriod"]["grant"]["geography"]["code"] == "UKR"
    assert line["activityArea"]["parent"]["name"].startswith("Prevention package")
    assert not [path for path in server.asked if "fundPortfolioManager" in path]
    assert all(agent.startswith("hr_pipeline/") for agent in server.agents)
    assert [entry["way"] for entry in fetched.sets] == ["odata"] * len(fetched.sets)
    assert not list(tmp_path.rglob(".*"))


def test_pages_are_kept_byte_for_byte_with_what_was_asked(bring):
    folder = bring().folder
    record = json.loads((folder / "fetch.json").read_text())
    pages = next(entry for entry in record["sets"] if entry["set"] == BUDGET)["pages"]
    assert [(page["page"], page["skip"], page["rows"]) for page in pages] == [
        (1, 0, 1_000),
        (2, 1_000, 1_000),
        (3, 2_000, 500),
    ]
    packed = (folder / BUDGET / "page-00003.json.gz").read_bytes()
    assert packed[4:8] == b"\0" * 4 and len(gzip.decompress(packed)) == pages[2]["size"]


def test_the_archive_takes_pages_as_data_the_record_as_a_note_and_nothing_unfinished(bring, tmp_path):
    bring()
    (tmp_path / "global_fund" / ".fetching-x").mkdir()
    (tmp_path / "global_fund" / ".fetching-x" / "page-00001.json.gz").write_bytes(b"x")
    kept = archive_landing(tmp_path, tmp_path / "home").query("source == 'global_fund'").set_index("delivery")
    roles = {Path(path).name: role for path, role in kept["role"].items()}
    assert (roles["page-00001.json.gz"], roles["fetch.json"], roles["delivery.yaml"]) == ("data", "note", "notes")
    assert not [path for path in kept.index if ".fetching" in path]
    assert kept["publisher"].unique().tolist() == ["The Global Fund"] and kept["stated_vintage"].str.len().eq(10).all()


PASSING = [
    ("html", 0, "web page with status 200"),
    ("cut", 0, "were cut"),
    ("no_value", 0, '"value"'),
    ("too_many", 0, "429"),
    ("too_many_until", 1, "429"),
    ("status", 503, "503"),
    ("status", 500, "500"),
    ("reset", 0, "connection"),
    ("slow", 3, "in time"),
    ("short", 300, ""),
    ("empty", 1, "asking for 250 rows at once"),
    ("bomb", 0, "larger than"),
    ("repeat", 12, "repeats 12 rows"),
    ("gap", 12, "repeats 12 rows"),
    ("no_expand", 0, "asking without $expand"),
    ("next", 300, ""),
]


@pytest.mark.parametrize(
    ("kind", "value", "message"), PASSING, ids=[f"{kind}{value or ''}" for kind, value, _ in PASSING]
)
def test_what_passes_is_overcome_and_reported(bring, server, progress, kind, value, message):
    first = "GrantBudget.*skip=0$" if kind in ("no_expand", "next") else "GrantBudget.*skip=1000$"
    server.misbehave(kind, first, value=value)
    assert complete(bring().folder)
    assert not message or any(message in line for line in progress), progress


LASTING = [
    ("html", 0, ["page", "web page with status 200", "3 times"]),
    ("cut", 0, ["were cut"]),
    ("no_value", 0, ['"value"']),
    ("too_many", 1000, ["asks to wait 1,000 s"]),
    ("reset", 0, ["connection"]),
    ("slow", 3, ["no answer in time"]),
    ("moved_elsewhere", 0, ["leads to https://elsewhere.example", "nothing was sent there"]),
    ("empty", 1, ["the pages end after 1,000 of 2,500 rows"]),
    ("repeat", 12, ["page 2 repeats 12 rows"]),
    ("field_gone", 0, ["page 2", "expected the field periodFrom"]),
]


@pytest.mark.parametrize(("kind", "value", "words"), LASTING, ids=[kind for kind, *_ in LASTING])
def test_what_lasts_stops_the_fetch_publishes_nothing_and_says_where(bring, server, tmp_path, kind, value, words):
    server.misbehave(kind, "GrantBudget.*skip=(?!0$)", times=99, value=value)
    with pytest.raises(Stopped) as stopped:
        bring()
    for word in [BUDGET, "Nothing was published; the same command goes on from there", *words]:
        assert word in str(stopped.value)
    assert nothing_published(tmp_path)


def test_a_page_larger_than_the_limit_is_asked_for_in_parts(bring, server, progress):
    limits = Limits(first_wait_seconds=0.01, body_bytes=1 << 20)
    assert complete(bring(limits=limits).folder)
    assert any("larger than" in line and "asking for 250" in line for line in progress)


@pytest.mark.parametrize("kind", ["count_bom", "count_json"])
def test_a_count_is_read_as_servers_write_it(bring, server, kind):
    server.misbehave(kind, r"count.*GrantBudget", times=99)
    assert complete(bring().folder)


def test_a_count_that_moves_once_begins_the_set_again_and_one_that_keeps_moving_stops(bring, server, progress):
    server.misbehave("count", r"count.*GrantBudget", value=1)
    assert complete(bring().folder)
    assert any("fetching this set from its start again" in line for line in progress)
    server.misbehave("count", r"count.*GrantBudget", times=99, value=1)
    with pytest.raises(Stopped, match="the pages end after 2,500 of 2,501 rows"):
        bring()


def test_a_data_set_without_rows_is_not_published_as_if_there_were_none(bring, server, progress):
    server.sizes["Commitment_ReferenceRate"] = 0
    fetched = bring()
    assert next(entry for entry in fetched.sets if "Commitment" in entry["set"])["way"] == "csv"
    assert any("counts no rows" in line for line in progress)


def test_a_next_link_is_followed_on_allowed_hosts_only(bring, server, tmp_path):
    server.misbehave("next", "GrantBudget.*skip=", times=99, value=400)
    assert complete(bring().folder)
    server.faults.clear()
    server.misbehave("next_elsewhere", "GrantBudget.*skip=0$", times=99)
    with pytest.raises(Stopped, match="not among the addresses that may be asked"):
        bring()


def test_names_are_not_needed_where_the_service_knows_no_expand(bring, server):
    server.misbehave("no_expand", "expand", times=99)
    line = rows(bring().folder)[0]
    assert "implementationPeriod" not in line and line["recordId"] and line["financialCategoryId"]


def test_data_of_persons_that_come_unasked_are_left_out(bring, server, progress):
    server.misbehave("person", "/Grants[?]")
    folder = bring().folder
    assert b"example.org" not in b"".join(gzip.decompress(p.read_bytes()) for p in folder.glob("Grants/*"))
    assert len(rows(folder, "Grants")) == 5 and any("data of persons" in line for line in progress)


@pytest.mark.parametrize("status", [403, 404, 502])
def test_the_published_file_is_taken_where_the_service_refuses_a_set(bring, server, progress, status):
    server.misbehave("status", "GrantBudget.*skip=1000$", times=99, value=status)
    fetched = bring()
    [file] = fetched.folder.glob("grant_budgets_reference_rate_*.csv")
    assert file.read_bytes().startswith(b"GeographyName1,") and not (fetched.folder / BUDGET).exists()
    assert next(entry for entry in fetched.sets if entry["set"] == BUDGET)["rows"] == 3
    assert any("Taking the published file grant_budgets_reference_rate" in line for line in progress)


@pytest.mark.parametrize(("kind", "words"), [("html", "web page"), ("csv_cut", "has 2 of 3 fields")])
def test_a_published_file_that_is_none_stops_the_fetch(bring, server, tmp_path, kind, words):
    server.misbehave("status", "GrantBudget", times=99, value=403)
    server.misbehave(kind, "file_download/grant_budgets", times=99)
    with pytest.raises(Stopped, match=words):
        bring()
    assert nothing_published(tmp_path)


def test_a_retired_version_says_which_is_current(bring, server):
    with pytest.raises(Stopped, match=r"403.*Version 3\.3 .* retired: use v4\.2"):
        bring(base=f"{server.origin}/v3.3/odata/")


def test_the_advertised_address_leads_to_a_broken_one(bring, server):
    server.misbehave("moved_broken", "/v4.2/odata/Geographies", times=99)
    with pytest.raises(Stopped, match=r"404 Not Found.*led to .*//api//v4/odata.*correct the base address"):
        bring()


def test_a_stopped_fetch_goes_on_and_fetches_no_finished_page_again(bring, server, progress):
    server.misbehave("reset", "GrantBudget.*skip=2000$", times=3)
    with pytest.raises(Stopped, match="after 2 pages, 2,000 rows"):
        bring()
    asked = len(server.asked)
    assert complete(bring().folder)
    again = [path for path in server.asked[asked:] if "$top" in path and ("Grants?" in path or "GrantBudget" in path)]
    assert len(again) == 1 and again[0].endswith("$skip=2000")


def test_a_damaged_page_and_those_after_it_are_fetched_again(bring, server, tmp_path):
    server.misbehave("reset", "Disbursement.*skip=0$", times=3)
    with pytest.raises(Stopped):
        bring()
    [page] = tmp_path.glob(f"global_fund/.fetching-*/delivery/{BUDGET}/page-00002.json.gz")
    page.write_bytes(page.read_bytes()[:-9])
    asked = len(server.asked)
    assert complete(bring().folder)
    assert [path[-5:] for path in server.asked[asked:] if "GrantBudget" in path and "$top" in path] == [
        "=1000",
        "=2000",
    ]


def test_a_set_that_changed_between_two_starts_is_fetched_again(bring, server, progress):
    server.misbehave("reset", "Disbursement.*skip=0$", times=3)
    with pytest.raises(Stopped):
        bring()
    server.sizes["GrantBudget_ReferenceRate"] = ROWS - 1
    assert len(rows(bring().folder)) == ROWS - 1
    assert any("2,500 rows before, 2,499 now" in line for line in progress)


def test_a_line_of_the_ledger_that_was_cut_was_never_noted(tmp_path):
    with opened(tmp_path) as ledger:
        ledger.expect("Grants", 5)
    with (tmp_path / "ledger.jsonl").open("a") as file:
        file.write('{"set": "Grants", "page": 1, "ur')
    assert Ledger(tmp_path).expected("Grants") == 5
    with opened(tmp_path) as ledger:
        ledger.expect("Grants", 6)
    assert Ledger(tmp_path).expected("Grants") == 6


def test_two_fetches_into_one_folder_do_not_meet(tmp_path):
    with opened(tmp_path), pytest.raises(AlreadyRunning, match="wait for its end"), opened(tmp_path):
        pass


def test_two_fetches_of_one_minute_are_two_deliveries(bring):
    assert bring().folder != bring().folder


@pytest.mark.parametrize("address", ["", "ftp://x/y", "theglobalfund", "https://user:secret@host/", "http://[x"])
def test_an_address_that_is_none_is_refused_without_repeating_its_password(address):
    with pytest.raises(ValueError, match="no address of a service") as refused:
        Service(base=address)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("kind", ["next", "next_same"])
def test_a_chain_of_pages_without_end_is_left(bring, server, tmp_path, monkeypatch, kind):
    monkeypatch.setattr(pages, "MOST_PAGES", 5)
    server.misbehave(kind, r"GrantBudget.*\$top", times=99, value=100)
    with pytest.raises(Stopped, match=r"pages do not end|repeats 100 rows"):
        bring()
    assert nothing_published(tmp_path) and len(server.pages_of("GrantBudget")) <= 12

"""A release that would give a count of few people away is not published, and nobody is shown the count."""

from pathlib import Path

import pytest

from hr_pipeline_tests.sources.partner_surveys.small_survey import export, form, submission, write

pytestmark = pytest.mark.slow

NATIONAL, CITIES, FEW = 971, {"almaty": 531, "karaganda": 437}, 3


def deliver(landing: Path, cities: dict[str, int]) -> None:
    """A partner reports its clients in the country and in each city, nothing else."""
    folder = landing / "partner_surveys/network/survey"
    folder.mkdir(parents=True, exist_ok=True)
    nothing_else = {"clients_female": "", "oat_clients": ""}
    places = [("", NATIONAL), *cities.items()]
    reports = [
        submission(at, city=city, clients_unique=people, **nothing_else)
        for at, (city, people) in enumerate(places, start=1)
    ]
    write(folder / "export.xlsx", export(*reports))
    write(folder / "form_v2.xlsx", form())


def test_a_city_that_an_earlier_release_gives_away_stops_the_next_one(tmp_path, command):
    landing, home = tmp_path / "landing", tmp_path / "home"
    deliver(landing, CITIES)
    command("run", "--landing", landing, "--home", home)
    deliver(landing, CITIES | {"shymkent": FEW})  # the country and the other cities are known: the rest is subtracted
    described = command("run", "--landing", landing, "--home", home, expect=1)
    assert "no_hidden_count_can_be_worked_out" in described and "Nothing was released" in described
    assert "service_delivery/KAZ/shymkent/2024/unique_clients/total/count_people" in described
    assert f" {FEW} " not in described.partition("no_hidden_count_can_be_worked_out")[2]
    assert [folder.name for folder in (home / "releases").iterdir() if folder.is_dir()] == ["2026.1"]

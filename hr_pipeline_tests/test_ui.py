"""The Dagster UI as a data engineer meets it: a real webserver and daemon, a real browser, no typing."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from hr_pipeline_tests.running_ui import ui

CHROMIUM, DRIVER = (shutil.which(name) for name in ("chromium", "chromedriver"))
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1600,1100",
]
PATIENCE = 120

pytestmark = [pytest.mark.browser, pytest.mark.slow]
if not (CHROMIUM and DRIVER) and not os.environ.get("CI"):
    pytestmark.append(
        pytest.mark.skip(reason="chromium and chromedriver are not installed: apt install chromium-driver")
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """Start `hr-pipeline ui` on an empty home; gives its address and the home."""
    home = tmp_path_factory.mktemp("ui") / "home"
    with ui(home) as address:
        yield address, home


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in FLAGS:
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


def shows(browser: webdriver.Chrome, *texts: str) -> None:
    """Wait until the page shows all these texts."""
    WebDriverWait(browser, PATIENCE).until(
        lambda driver: all(text in driver.find_element(By.TAG_NAME, "body").text for text in texts),
        f"page shows {texts}",
    )


def test_the_graph_loads_the_job_runs_with_one_click_and_an_asset_tells_its_story(server, browser):
    address, home = server
    browser.get(f"{address}/asset-groups")
    shows(browser, "global_fund", "money", "releases", "Materialize all")

    browser.get(f"{address}/locations/hr_pipeline.definitions/jobs/build_and_release")
    shows(browser, "Materialize all")
    next(button for button in browser.find_elements(By.TAG_NAME, "button") if "Materialize all" in button.text).click()
    shows(browser, "Launched run")
    browser.get(f"{address}/runs")
    shows(browser, "build_and_release", "Success")
    assert len(list((home / "releases").glob("*.1/manifest.json"))) == 1

    browser.get(f"{address}/assets/grant_budget_lines")
    shows(browser, "One budget line of one implementation period", "Row count", "amount_usd", "current US$")
    shows(browser, "row_account", "fingerprint", "refused", "harm-reduction-data", "layer: clean")
    browser.get(f"{address}/assets/grant_budget_lines?view=checks")
    shows(browser, "every_row_was_accepted", "Passed")

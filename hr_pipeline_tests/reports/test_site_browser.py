"""The site as a reader meets it: opened from the disk, without a server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_core_python.selenium import Axe
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from hr_pipeline_tests.browsing import chrome, needs_browser

pytestmark = [pytest.mark.browser, pytest.mark.build, needs_browser]
PATIENCE = 30
OF_THE_GLOBAL_FUND = '[data-figure^="headline_who_pays/UKR/"][data-figure$="/global_fund/reported_usd"]'


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    with chrome(1200, 1000) as driver:
        yield driver


def opened(browser: webdriver.Chrome, site: Path, page: str) -> webdriver.Chrome:
    browser.get((site / page).as_uri())
    return browser


def card_shows(browser: webdriver.Chrome, *texts: str) -> None:
    WebDriverWait(browser, PATIENCE).until(
        lambda driver: all(text in driver.find_element(By.ID, "card").text for text in texts), f"card shows {texts}"
    )


def test_a_country_is_found_from_the_first_page(browser, site):
    opened(browser, site, "en/index.html").find_element(By.ID, "search").send_keys("Ukr")
    found = browser.find_elements(By.CSS_SELECTOR, "#found a")
    assert [link.text for link in found] == ["Ukraine"]
    found[0].click()
    WebDriverWait(browser, PATIENCE).until(lambda driver: "Harm reduction in Ukraine" in driver.title)


def test_a_click_on_a_number_shows_its_formula_and_its_cells(browser, site):
    opened(browser, site, "en/country/UKR.html")
    browser.find_element(By.CSS_SELECTOR, OF_THE_GLOBAL_FUND).click()
    card_shows(browser, "global_fund/reported_usd", "Formula", "Cells of delivered files", "hr-pipeline trace")


def test_a_click_on_a_mark_of_a_chart_shows_its_card(browser, site):
    opened(browser, site, "en/country/UKR.html")
    mark = browser.find_element(By.CSS_SELECTOR, "figure svg a path")
    browser.execute_script("arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", mark)
    card_shows(browser, "service_coverage/UKR", "Formula")


def test_the_language_changes_and_the_reader_stays_on_the_page(browser, site):
    opened(browser, site, "en/country/UKR.html").find_element(By.CSS_SELECTOR, 'a[hreflang="ar"]').click()
    WebDriverWait(browser, PATIENCE).until(lambda driver: driver.current_url.endswith("/ar/country/UKR.html"))
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("dir") == "rtl"


def test_the_explorer_filters_and_its_address_leads_to_what_is_seen(browser, site):
    opened(browser, site, "en/explore.html")
    Select(browser.find_element(By.ID, "explore-country")).select_by_value("KAZ")
    Select(browser.find_element(By.ID, "explore-measure")).select_by_value("people")
    shown = browser.find_element(By.ID, "numbers").text
    assert shown and "country=KAZ" in browser.current_url
    address = browser.current_url
    browser.get("about:blank")
    browser.get(address)
    assert browser.find_element(By.ID, "numbers").text == shown
    browser.find_element(By.CSS_SELECTOR, "#numbers [data-figure]").click()
    card_shows(browser, "population_sizes/KAZ")


@pytest.mark.parametrize("page", ["en/index.html", "en/country/UKR.html", "ar/country/UKR.html", "en/explore.html"])
def test_no_page_has_a_serious_fault_of_accessibility(browser, site, page):
    found = Axe().run(opened(browser, site, page))["violations"]
    serious = [fault for fault in found if fault["impact"] in ("serious", "critical")]
    assert not serious, [(fault["id"], [node["html"][:200] for node in fault["nodes"][:3]]) for fault in serious]


def test_a_telephone_shows_the_page_without_scrolling_sideways(site):
    with chrome(400, 800) as phone:
        opened(phone, site, "en/country/UKR.html")
        assert phone.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")

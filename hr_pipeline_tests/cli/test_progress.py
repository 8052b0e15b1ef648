import io
import logging

import pytest
from rich.console import Console

from hr_pipeline.cli.progress import Shown


@pytest.fixture
def log():
    logger = logging.Logger("of a build")
    logger.setLevel(logging.INFO)
    return logger


def shown(logger, is_terminal):
    output = io.StringIO()
    console = Console(file=output, force_terminal=is_terminal, width=120, highlight=False)
    with Shown(console) as handler:
        logger.addHandler(handler)
        logger.info("%-28s %9s rows", "sources", "1,200")
        logger.info("%-28s %9s rows", "grant_budget_lines", "30")
        logger.info("%-28s %9s rows", "funding_gap", "7")
        logger.info("release %s is new", "2026.1")
    return output.getvalue()


def test_a_pipe_gets_one_short_line_for_each_stage_and_no_blanks_to_its_end(log):
    assert shown(log, False).splitlines() == [
        "reading deliveries: 2 tables, 1,230 rows",
        "computing figures: 1 tables, 7 rows",
        "release 2026.1 is new",
    ]


def test_a_terminal_gets_a_bar_and_no_line_for_each_stage(log):
    text = shown(log, True)
    assert "release 2026.1 is new" in text
    assert "2 tables" not in text

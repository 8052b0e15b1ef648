"""The words of `docs/glossary.md`: none of those it rules out stands in an identifier, a docstring or a message."""

import ast
import io
import re
import tokenize
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
GLOSSARY = ROOT / "docs" / "glossary.md"
CODE = sorted((ROOT / "hr_pipeline").rglob("*.py"))
TESTS = sorted((ROOT / "hr_pipeline_tests").rglob("*.py"))
TEXTS = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", *(ROOT / "hr_pipeline").rglob("*.md")])
LEGAL = {"drug laws", "Laws on syringes", "and laws", "the law"}
"""Laws are law in this field; nothing else may be called so."""


@cache
def ruled_out() -> frozenset[str]:
    """Read the first column of the glossary's last table."""
    rows = GLOSSARY.read_text(encoding="utf-8").split("## Words we do not use")[1].splitlines()
    cells = [row.split("|")[1] for row in rows if row.startswith("|") and not row.startswith(("|---", "| not"))]
    return frozenset(word.strip() for cell in cells for word in cell.split(","))


def words_of(text: str) -> set[str]:
    for phrase in LEGAL:
        text = text.replace(phrase, "")
    return set(re.findall(r"[a-z]+", text.casefold()))


def identifiers(source: str) -> set[str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    names = {token.string for token in tokens if token.type == tokenize.NAME}
    return {part for name in names for part in name.casefold().split("_")}


def texts(source: str) -> str:
    """Join every string of a module: docstrings, messages, codes; and its comments."""
    strings = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    comments = re.findall(r"#.*", source)
    return "\n".join([*(text for text in strings if isinstance(text, str)), *comments])


def test_the_glossary_rules_words_out():
    assert {"said", "told", "beside", "fate"} <= ruled_out()


@pytest.mark.parametrize("word", ["fates", "she_told_us"])
def test_a_word_is_found_inside_an_identifier(word):
    assert identifiers(f"{word} = 1") & {"fates", "told"}


@pytest.mark.parametrize("file", CODE, ids=lambda file: str(file.relative_to(ROOT)))
def test_code_uses_the_words_of_the_glossary(file):
    source = file.read_text(encoding="utf-8")
    assert identifiers(source) & ruled_out() == set()
    assert words_of(texts(source)) & ruled_out() == set()


@pytest.mark.parametrize("file", TESTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_tests_use_the_identifiers_of_the_glossary(file):
    if file != Path(__file__):
        assert identifiers(file.read_text(encoding="utf-8")) & ruled_out() == set()


@pytest.mark.parametrize("file", sorted((ROOT / "hr_pipeline").rglob("*.yaml")), ids=lambda file: file.name)
def test_settings_use_the_words_of_the_glossary(file):
    if "landing" not in file.parts:
        comments = " ".join(re.findall(r"#.*", file.read_text(encoding="utf-8")))
        values = yaml.safe_dump(yaml.safe_load(file.read_text(encoding="utf-8")), allow_unicode=True)
        assert words_of(comments + values) & ruled_out() == set()


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_documentation_uses_the_words_of_the_glossary(file):
    text = file.read_text(encoding="utf-8").split("## Words we do not use")[0]
    assert words_of(text) & ruled_out() == set()

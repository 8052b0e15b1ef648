"""Published text to numbers, by rules that are declared and never guessed.

Dates and codes belong to the sources; a text that is no number becomes missing and the gate rejects the row.
"""

import pandas as pd

SPACES = r"[\s\u00a0\u202f\u2009'’]"
"""What may stand between groups of three digits, in every convention."""

CONVENTIONS = {"point": (",", "."), "comma": (".", ",")}
"""Which mark groups thousands and which begins decimals."""

ARABIC_GROUP, ARABIC_DECIMAL = "\u066c", "\u066b"
SIGNS = "€$£₴₸"


def parse_numbers(text: pd.Series, convention: str = "point") -> pd.Series:
    """Turn published numbers into float64; what is no number, or could be two, becomes missing.

    Knows grouping blanks and marks, brackets or a minus before or behind, currency signs, Arabic-Indic digits.

    Args:
        text: numbers as published.
        convention: `point` for 1,234.5 and `comma` for 1.234,5.
    """
    plain = pd.to_numeric(text, errors="coerce").replace([float("inf"), float("-inf")], float("nan"))
    odd = plain.isna() & (text.astype("str").str.strip() != "") & text.notna()
    if convention == "comma":
        odd |= text.astype("str").str.contains(".", regex=False)
    if not odd.any():
        return plain.astype("float64")
    usual = _grouped(text[odd].astype("str"), convention)
    rare = usual.index[usual.isna()]
    written = usual.where(usual.notna(), _written(text[rare].astype("str"), convention)) if len(rare) else usual
    return plain.astype("float64").mask(odd, written)


def _grouped(text: pd.Series, convention: str) -> pd.Series:
    """Read the usual way to write large numbers, a million of them at once; others are missing."""
    group, decimal = CONVENTIONS[convention]
    usual = text.str.fullmatch(rf"-?\d{{1,3}}(?:\{group}\d{{3}})+(?:\{decimal}\d+)?")
    digits = text.where(usual).str.replace(group, "", regex=False).str.replace(decimal, ".", regex=False)
    return pd.to_numeric(digits, errors="coerce").astype("float64")


def _written(text: pd.Series, convention: str) -> pd.Series:
    """Read numbers as people write them: at most one sign of negatives, digits in whole groups of three."""
    group, decimal = CONVENTIONS[convention]
    plain = text.map(western_digits).str.replace(ARABIC_GROUP, group).str.replace(ARABIC_DECIMAL, decimal)
    parts = plain.str.replace(SPACES, " ", regex=True).str.strip().str.extract(_shape(group, decimal))
    negative = parts[["open", "before", "behind"]].notna().sum(axis=1)
    sound = (negative <= 1) & (parts["open"].isna() == parts["close"].isna())
    digits = parts["whole"].str.replace(r"\D", "", regex=True) + "." + parts["decimals"].fillna("0")
    number = pd.to_numeric(digits.where(sound), errors="coerce")
    return number.where(negative == 0, -number)


def _shape(group: str, decimal: str) -> str:
    grouped = rf"\d{{1,3}}(?P<mark>[{group} ])\d{{3}}(?:(?P=mark)\d{{3}})*"
    number = rf"(?P<whole>{grouped}|\d+)(?:\{decimal}(?P<decimals>\d+))?"
    before, behind = (
        rf"(?P<open>\()? ?(?P<before>[-−])? ?[{SIGNS}]? ?",
        rf" ?[{SIGNS}]? ?(?P<behind>[-−])? ?(?P<close>\))?",
    )
    return f"^{before}{number}{behind}$"


def western_digits(text: str) -> str:
    """Write the decimal digits of any script (Arabic-Indic, Persian, Devanagari, full width) as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(int(mark)) if mark.isdecimal() and not mark.isascii() else mark for mark in text)


def convention_of(texts: pd.Series) -> str:
    """Tell from all cells of a table how decimals are written; "" where none says, or where they disagree."""
    comma = texts.str.fullmatch(r"\s*\d+(?:[.\s]\d{3})*,(?:\d{1,2}|\d{4,})\s*").any()
    point = texts.str.fullmatch(r"\s*\d+(?:[,\s]\d{3})*\.(?:\d{1,2}|\d{4,})\s*").any()
    return {(True, False): "comma", (False, True): "point"}.get((bool(comma), bool(point)), "")

"""Published text to numbers, by rules that are declared and never guessed.

Dates and codes belong to the sources; a text that is no number becomes missing and the gate rejects the row.
"""

import pandas as pd

SPACES = r"[\s\u00a0\u202f\u2009'’]"
CONVENTIONS = {"point": (",", "."), "comma": (".", ",")}
"""Which mark groups thousands and which begins decimals."""


def parse_numbers(text: pd.Series, convention: str = "point") -> pd.Series:
    """Turn published numbers into float64; what is no number becomes missing.

    Knows grouping blanks and marks, brackets or a trailing minus for negatives, currency signs, Arabic-Indic digits.

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
    return plain.astype("float64").mask(odd, _written(text[odd].astype("str"), convention))


def _written(text: pd.Series, convention: str) -> pd.Series:
    group, decimal = CONVENTIONS[convention]
    digits = text.map(_western).str.replace(SPACES, "", regex=True).str.strip("€$£₴₸")
    negative = digits.str.match(r"^\(.*\)$") | digits.str.endswith("-") | digits.str.startswith(("-", "\u2212"))
    bare = digits.str.strip("()-\u2212")
    shape = rf"^(\d{{1,3}}(\{group}\d{{3}})+|\d+)(\{decimal}\d+)?$"
    number = (
        bare.where(bare.str.match(shape)).str.replace(group, "", regex=False).str.replace(decimal, ".", regex=False)
    )
    return pd.to_numeric(number, errors="coerce").where(~negative, lambda value: -value)


def _western(text: str) -> str:
    return "".join(str(int(mark)) if mark.isdecimal() and not mark.isascii() else mark for mark in text)

"""Pseudonyms: what stands in a release for who reported, where their consent does not include their name.

A pseudonym is keyed (HMAC-SHA256): without the key of the home nobody can find it by trying names or template files.
Which rows and files get one belongs to `disclosure.py`.
"""

import hmac
import os
import re
import secrets
from pathlib import Path

import pandas as pd

NAMED = "named_public"
WITHIN_THE_CONSORTIUM = "internal"
PARTNER = "partner-"
_IDENTITY = {"partner", "consent_scope"}
LENGTH = 12
OWN_FILE = 0o600
_PSEUDONYM = rf"{PARTNER}[0-9a-f]{{{LENGTH}}}"


def key_of(file: Path) -> bytes:
    """Read the key of a home; the first time it is made, readable by its owner only."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN_FILE)
    except FileExistsError:
        return bytes.fromhex(file.read_text(encoding="ascii"))
    key = secrets.token_bytes(32)
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        opened.write(key.hex())
    return key


def digest(key: bytes, text: str) -> str:
    """Give the 64 hexadecimal digits that stand for a text."""
    return hmac.new(key, text.encode(), "sha256").hexdigest()


def of_delivery(key: bytes, delivery: str) -> str:
    """Give the pseudonym of a confidential delivery."""
    return f"confidential/{digest(key, delivery)[:LENGTH]}"


def without_files(table: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Replace the names of confidential files wherever a published table holds them in a text.

    Args:
        table: a published table; one that names no such file is given back as it is.
        names: name of a file, or of the publication that it makes -> its pseudonym.
    """
    if not names:
        return table
    secret = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))
    changed = {}
    for column in table.select_dtypes(["str", "category", "object"]).columns:
        texts = table[column].dropna().astype("str").unique()
        aliases = {text: secret.sub(lambda found: names[found[0]], text) for text in texts if secret.search(text)}
        if aliases:
            named = table[column].astype("object").map(lambda text, known=aliases: known.get(text, text))
            changed[str(column)] = named.astype("category" if table[column].dtype == "category" else "str")
    return table.assign(**changed) if changed else table


def without_names(tables: dict[str, pd.DataFrame], key: bytes) -> dict[str, pd.DataFrame]:
    """Replace partners by pseudonyms in a source's tables, so that no table made of them can name one.

    A partner keeps its name only if each of its rows that may leave the consortium allows it: one that is named in one
    table could be recognised by its numbers in another.

    Args:
        tables: the accepted rows of each table; those without partners are unchanged.
        key: the key of the home.
    """
    about = [table[["partner", "consent_scope"]].astype("str") for table in tables.values() if set(table) >= _IDENTITY]
    rows = pd.concat(about) if about else pd.DataFrame(columns=["partner", "consent_scope"])
    leaving = rows[rows["consent_scope"] != WITHIN_THE_CONSORTIUM]
    may_be_named = (leaving["consent_scope"] == NAMED).groupby(leaving["partner"]).all()
    hidden = set(rows["partner"]) - set(may_be_named.index[may_be_named])
    aliases = {name: PARTNER + digest(key, name)[:LENGTH] for name in hidden}
    return {
        name: table.assign(partner=_replaced(table["partner"], aliases)) if set(table) >= _IDENTITY else table
        for name, table in tables.items()
    }


def _replaced(partners: pd.Series, aliases: dict[str, str]) -> pd.Series:
    return _as_before(partners.astype("str").map(lambda name: aliases.get(name, name)), partners)


def _as_before(names: pd.Series, before: pd.Series) -> pd.Series:
    """Give names the kind of the column they replace, with no category of a name that is gone."""
    return names.astype("category") if isinstance(before.dtype, pd.CategoricalDtype) else names.astype("str")


def with_partners(name: str, table: pd.DataFrame, key: bytes) -> pd.DataFrame:
    """Replace the partners of a published table by pseudonyms, but in rows whose consent includes the name.

    Args:
        name: the table.
        table: its rows; those without a partner and a consent are unchanged.
        key: the key of the home.

    Returns:
        The table in the same order; one partner has one pseudonym, and a pseudonym stays as it is.
    """
    if not {"partner", "consent_scope"} <= set(table.columns):
        return table
    partners = table["partner"].astype("str")
    aliases = partners.map({each: PARTNER + digest(key, each)[:LENGTH] for each in partners.unique()})
    is_named = (table["consent_scope"].astype("str") == NAMED) | partners.str.fullmatch(_PSEUDONYM)
    named = partners.where(is_named, aliases)
    kept = table.assign(partner=_as_before(named, table["partner"]))
    kept.attrs = table.attrs
    return kept

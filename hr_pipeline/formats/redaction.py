"""Texts without secrets: what leaves this process or reaches a log repeats no token, password or address with one.

Which texts leave belongs to the caller.
"""

import os
import re
from collections.abc import Iterable, Mapping

HIDDEN = "[secret]"
NAMES_OF_SECRETS = re.compile(r"TOKEN|PASSWORD|PASSWD|SECRET|CREDENTIAL|WEBHOOK|API_?KEY", re.IGNORECASE)
IN_ADDRESS = re.compile(r"(?<=://)[^/\s@]{1,500}@")
SHORTEST = 4
"""A shorter value is no secret: hiding it would tear words apart."""


def redacted(text: str, secrets: Iterable[str]) -> str:
    """Hide secrets in a text, and user and password in its addresses."""
    for secret in sorted({one for one in secrets if len(one) >= SHORTEST}, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return IN_ADDRESS.sub(f"{HIDDEN}@", text)


def of_environment(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Give the values of the variables whose names speak of a secret."""
    return [value for name, value in environment.items() if NAMES_OF_SECRETS.search(name)]


def of_headers(headers: Mapping[str, str]) -> list[str]:
    """Give the secrets of headers such as `Authorization: Token abc`: the value, and the part after the scheme."""
    return [part for value in headers.values() for part in (value, value.rpartition(" ")[2])]

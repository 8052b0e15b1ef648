"""Web addresses: where one leads, how it is written for people, how a query is added to it.

Asking for what lies there belongs to `http.py`.
"""

from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

PLAIN = "$,()/'"
"""Characters OData writes as they are; blanks become %20, which every server reads."""


def origin(url: str) -> str:
    """Give scheme, host and port of an address: `https://host` or `http://host:8080`; empty where it is none."""
    try:
        parts = urlsplit(url)
        usual = {"https": 443, "http": 80}.get(parts.scheme)
        port = "" if parts.port in (None, usual) else f":{parts.port}"
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.hostname.lower()}{port}" if parts.hostname and usual else ""


THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def is_encrypted(url: str) -> bool:
    """Tell whether nobody on the way can read what is sent to an address: https, or this machine."""
    parts = urlsplit(url) if origin(url) else urlsplit("")
    return parts.scheme == "https" or parts.hostname in THIS_MACHINE


def shown(url: str) -> str:
    """Write an address for people: without user, password, and values of parameters other than OData's `$` options."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "(no valid address)"
    options = parse_qsl(parts.query, keep_blank_values=True)
    query = "&".join(f"{name}={value if name.startswith('$') else '...'}" for name, value in options)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))


def with_query(url: str, options: dict[str, str]) -> str:
    """Add a query to an address."""
    return f"{url}?{urlencode(options, quote_via=quote, safe=PLAIN)}" if options else url

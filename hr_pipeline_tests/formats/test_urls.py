import pytest

from hr_pipeline.formats.urls import origin, shown, with_query


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Host.org/a?b", "https://host.org"),
        ("https://host.org:443/", "https://host.org"),
        ("http://host.org:443/", "http://host.org:443"),
        ("https://user:pass@host.org/", "https://host.org"),
        *(
            (none, "")
            for none in ("", "host.org", "ftp://host.org/", "http://[x", "https://host.org:port/", "https:///a")
        ),
    ],
)
def test_an_origin_is_scheme_host_and_port(url, expected):
    assert origin(url) == expected


def test_an_address_is_shown_without_what_may_be_secret():
    assert shown("https://me:word@host.org/a?token=x&$top=3") == "https://host.org/a?token=...&$top=3"


def test_values_of_a_query_are_written_as_servers_read_them():
    url = with_query("https://h/a", {"$filter": "name eq 'Bill & Melinda''s'", "$select": "a,b"})
    assert url == "https://h/a?$filter=name%20eq%20'Bill%20%26%20Melinda''s'&$select=a,b"

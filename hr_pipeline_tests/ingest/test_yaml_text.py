import pytest
import yaml

from hr_pipeline.ingest.yaml_text import MOST_BYTES, MOST_DEPTH, NotYaml, parsed


def bomb(levels: int) -> str:
    """Write lists of ten aliases each: ten to the power of `levels` values."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (bomb(9), "more than 100,000 values"),
        ("[" * (MOST_DEPTH + 1) + "]" * (MOST_DEPTH + 1), "levels"),
        ("a: &a [*a]", "more than 100,000 values"),
        ("x" * (MOST_BYTES + 1), "more than 512 KiB"),
        ("a: 2024-99-99", "a date or number that does not exist"),
        ("a: " + "9" * 5000, "a date or number that does not exist"),
        ("a: !!python/object/apply:os.system [true]", "could not determine a constructor"),
        ("a: b: c", "mapping values are not allowed here"),
        ("? {a: b}\n: c", "found unhashable key"),
    ],
)
def test_yaml_that_no_person_writes_is_refused_with_the_problem(text, problem):
    with pytest.raises(NotYaml, match=problem):
        parsed(text.encode())


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(NotYaml, match="no UTF-8"):
        parsed(b"a: \xff")


def test_the_line_of_a_fault_is_reported():
    with pytest.raises(NotYaml) as fault:
        parsed(b"a: 1\nb: [")
    assert fault.value.line == 2


def test_a_small_alias_is_read_as_what_it_stands_for():
    assert parsed(b"a: &a {x: 1}\nb: *a") == {"a": {"x": 1}, "b": {"x": 1}}
    assert parsed(b"a: no", yaml.BaseLoader) == {"a": "no"}

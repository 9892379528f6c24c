import json
import math
import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome import yamlfile
from skydome.errors import InputError


@pytest.fixture(scope="session")
def read(tmp_path_factory):
    """Return a function that reads a text or bytes as a file."""
    file = tmp_path_factory.mktemp("yaml") / "file.yaml"

    def read(content):
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return yamlfile.read(file)

    return read


def refusal(read, content):
    with pytest.raises(InputError) as raised:
        read(content)
    return raised.value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("off", "off"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("+3", 3),
        ("007", 7),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2018-10-05", "2018-10-05"),
        ("9223372036854775807", 2**63 - 1),
        ("1e-6", 1e-6),
        ("1E3", 1000.0),
        ("1.", 1.0),
        (".5", 0.5),
        ("-0.25", -0.25),
        ("1.5.2", "1.5.2"),
        ("+", "+"),
        ("e5", "e5"),
        (".inf", math.inf),
        ("-.Inf", -math.inf),
        ("'12'", "12"),
        ('"true"', "true"),
        ('"a\\tb"', "a\tb"),
        ("|\n  12", "12"),
        (">-\n  two\n  lines", "two lines"),
        ("48n6e3", "48n6e3"),
        ("[1, two, [3]]", [1, "two", [3]]),
        ("{b: 1, c: }", {"b": 1, "c": None}),
    ],
)
def test_a_value_is_what_yaml_1_2_says(read, written, value):
    found = read(f"a: {written}").data["a"]
    assert found == value
    assert type(found) is type(value)


def test_nan_is_a_number(read):
    assert math.isnan(read("a: .NaN").data["a"])


TEXT = """\
# a comment
one: 1
two:
  - a
  -   b: 3
      c: 4
three: {d: 5,
  e: 6}
"four": >
  several
  lines
five: 7
"""


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ((), 2),
        (("one",), 2),
        (("two",), 3),
        (("two", 0), 4),
        (("two", 1), 5),
        (("two", 1, "c"), 6),
        (("three", "d"), 7),
        (("three", "e"), 8),
        (("four",), 9),
        (("five",), 12),
        (("five", "not", "there"), 12),
        (("two", 7), 3),
        (("six",), 2),
    ],
)
def test_a_line_is_the_one_a_person_sees(read, key, line):
    assert read(TEXT).line_of(key) == line
    assert read(TEXT.replace("\n", "\r\n")).line_of(key) == line


def test_an_error_names_file_line_field_and_what_is_allowed(read):
    document = read(TEXT)
    error = document.error(("two", 1, "c"), "too many", "three")
    assert str(error) == f"{document.path}:6: two[1].c: too many; allowed: three"


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ((), ""),
        (("a",), "a"),
        (("raid", 2, "height_m"), "raid[2].height_m"),
        ((0, "a"), "[0].a"),
        (("two\nlines",), "two\\nlines"),
    ],
)
def test_a_field_is_named_as_people_write_it(key, name):
    assert yamlfile.field_name(key) == name


def test_a_byte_order_mark_is_no_part_of_the_text(read):
    assert read(b"\xef\xbb\xbfa: 1").data == {"a": 1}


def test_an_alias_repeats_its_anchor_under_its_own_line(read):
    document = read("a: &one\n  b: 1\nc:\n  *one\n")
    assert document.data == {"a": {"b": 1}, "c": {"b": 1}}
    assert document.line_of(("c", "b")) == 3


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        ("a: 1\nb: 2\na: 3", 3, "this name is given twice"),
        ("a:\n  b: 1\n  'b': 2", 3, "this name is given twice"),
        ("a: 1\n? [b]\n: 2", 2, "a list or mapping is used as a name"),
        ("a: 1\n*b : 2", 2, "a list or mapping is used as a name"),
        ("a: 1\nb: *c", 2, "there is no anchor 'c' before this"),
        ("a: !b 1", 1, "the tag '!b' means nothing here"),
        ("a: 1\n--- \nb: 1", 2, "a second document begins here"),
        ("a: 1\nb:\tc: 2", 2, "not YAML: mapping values are not allowed in this context"),
        ("a: 'b", 1, "not YAML: found unexpected end of stream"),
        ("a: 1\nb: 2\x07", 2, "not YAML: unacceptable character #x0007"),
        ("a: 1\nb: @c", 2, "not YAML: found character that cannot start any token"),
    ],
)
def test_what_is_wrong_is_reported_with_its_line(read, content, line, problem):
    refused = refusal(read, content)
    assert refused.line == line
    assert refused.problem.startswith(problem)


def test_nesting_ends_at_its_limit(read):
    deepest = yamlfile.DEEPEST_NESTING
    read("[" * (deepest + 1) + "]" * (deepest + 1))
    assert "nested too deeply" in refusal(read, "[" * (deepest + 2) + "]" * (deepest + 2)).problem


def test_values_end_at_their_limit(read):
    most = yamlfile.MOST_VALUES
    read(f"[{'1, ' * (most - 1)}]")
    assert refusal(read, f"[{'1, ' * most}]").problem == "there are too many values"


def test_a_device_that_never_ends_is_refused():
    with pytest.raises(InputError, match="not a regular file"):
        yamlfile.read("/dev/zero")


BREAKS = re.compile("\r\n|[\r\n\u0085\u2028\u2029]")  # what YAML takes for the end of a line


def kept_or_refused(read, content):
    """Read a content: everything in it has a line, or it is refused."""
    try:
        document = read(content)
    except InputError:
        return
    lines = len(BREAKS.findall(content.decode())) + 1
    assert all(1 <= line <= lines for line in document.lines.values())


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(read, content):
    kept_or_refused(read, content)


@given(st.text(st.characters(codec="utf-8"), max_size=100))
def test_any_text_is_read_or_refused(read, content):
    kept_or_refused(read, content.encode())


@given(st.text("ab:- \n\t[]{},&*!|>'\"%@#?0.e~<=", max_size=60))
def test_any_signs_of_yaml_are_read_or_refused(read, content):
    kept_or_refused(read, content.encode())


TEXTS = st.text(st.characters(max_codepoint=0x2FF, exclude_categories=["Cc"]), max_size=20)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | FINITE | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=20,
)


@given(DATA)
def test_json_is_read_as_what_it_says(read, data):
    assert read(json.dumps({"data": data}, ensure_ascii=False)).data == {"data": data}


def test_a_pipe_is_refused_at_once(tmp_path):
    """Nobody writes to it: opening it would wait for ever."""
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="not a regular file"):
        yamlfile.read(pipe)


@pytest.mark.parametrize("sign", ["\\e", "\\a", "\\0", "\\x7f", "\\u009b", "\\u202e", "\\u2066"])
@pytest.mark.parametrize("place", ['name: "x{}"', '"x{}": 1', '- ["x{}"]'])
def test_a_text_cannot_smuggle_control_characters_to_a_terminal(read, sign, place):
    refused = refusal(read, place.format(sign))
    assert "control character U+" in refused.problem
    assert refused.line == 1
    assert str(refused).isprintable()


def test_lines_tabs_and_foreign_letters_are_plain_text(read):
    text = read('name: "a\\tb\\nc é 雷达 صاروخ"').data["name"]
    assert text == "a\tb\nc é 雷达 صاروخ"

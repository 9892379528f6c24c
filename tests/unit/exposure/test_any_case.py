"""Whatever stands in a case file, it is examined or refused in one line."""

import copy
import json
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from skydome.errors import InputError
from skydome.exposure import examine, load_case
from skydome.exposure.text import lines_of

HERE = Path(__file__).parent
BASE = yaml.safe_load((HERE / "case.yaml").read_text(encoding="utf-8"))
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=4,
)


def paths(data, before=()):
    yield before
    inner = enumerate(data) if isinstance(data, list) else ()
    for key, value in data.items() if isinstance(data, dict) else inner:
        yield from paths(value, (*before, key))


PLACES = [path for path in paths(BASE) if path]


@settings(max_examples=80)
@given(place=st.sampled_from(PLACES), odd=ODD)
def test_it_is_examined_or_refused_in_one_line(place, odd, tmp_path_factory):
    case = copy.deepcopy(BASE)
    inner = case
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = odd
    file = tmp_path_factory.getbasetemp() / "odd.yaml"
    file.write_text(json.dumps(case, default=str), encoding="utf-8")
    try:
        assert list(lines_of(examine(load_case(file)), 80))
    except InputError as refused:
        assert "\n" not in str(refused)  # noqa: PT017 - a refusal is one of two right answers
        assert str(refused).startswith(str(file))  # noqa: PT017

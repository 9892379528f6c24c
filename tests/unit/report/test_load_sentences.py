"""A run says where its launchers carry more missiles than the catalogue gives a system."""

import pytest

from skydome.report.verdict import load_sentences
from skydome.scenario import load


@pytest.fixture
def patriot(small_file, tmp_path):
    def with_load(words):
        text = small_file.read_text("utf-8")
        old = "system: s-400-regiment\n    at: [28, 73]\n    load: {48n6e3: 3, 9m96e2: 1}"
        assert old in text
        text = text.replace(old, f"system: patriot-battery\n    at: [28, 73]\n    {words}")
        start, end = text.index("parameters:"), text.index("assets:")
        file = tmp_path / "patriot.yaml"
        file.write_text(text[:start] + text[end:], "utf-8")
        return load(file)

    return with_load


def test_more_on_the_launchers_than_held_is_stated(patriot, small):
    # Launchers of 16 small missiles: 4 carry 64, more than the 32 (24 to 128) of the catalogue.
    (sentence,) = load_sentences(patriot("load: {pac-3-cri: 4}"))
    assert sentence.startswith("regiment starts with 64 missiles on its launchers; ")
    assert "32 (24 to 128) for one patriot-battery" in sentence
    # 2 carry 32; the S-400 of all tests carries 28 of 128.
    assert load_sentences(patriot("load: {pac-3-cri: 2}")) == []
    assert load_sentences(small) == []

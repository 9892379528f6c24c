import pytest

from skydome.template import is_web_address, rendered


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://example.org/a?b=c", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        ("data:text/html,x", False),
        ("https://example.org/a b", False),
        (" https://example.org", False),
        ("printed book", False),
        ("", False),
    ],
)
def test_only_the_web_becomes_a_link(tmp_path, address, link):
    assert is_web_address(address) is link
    page = tmp_path / "page.j2"
    page.write_text("{% if a is web_address %}<a href='{{ a }}'>{% endif %}{{ a }}")
    assert ("<a" in rendered(page, {"a": address})) is link


def test_what_a_page_shows_is_escaped(tmp_path):
    page = tmp_path / "page.j2"
    page.write_text("<p>{{ name }}</p>")
    text = rendered(page, {"name": "<script>alert(1)</script>\"'"})
    assert "<script" not in text
    assert '"' not in text

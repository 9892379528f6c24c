import base64
import hashlib
import re

from skydome.serve.page_policy import fitted, policy_of, themed
from skydome.serve.render import answer_page


def test_style_attributes_become_classes():
    page = (
        '<html><head><style>p { color: red }</style></head><body><p style="width: 3px">a</p>'
        '<p class="x" style=\'width: 3px\'>b</p><img style="a: &quot;b&quot;"/></body></html>'
    )
    name = "s-" + hashlib.sha256(b"width: 3px").hexdigest()[:8]
    other = "s-" + hashlib.sha256(b"a: &quot;b&quot;").hexdigest()[:8]
    assert fitted(page) == (
        "<html><head><style>p { color: red }</style><style>\n"
        f".{name}.{name} {{ width: 3px }}\n"
        f'.{other}.{other} {{ a: "b" }}\n'
        f'</style></head><body><p class="{name}">a</p><p class="x {name}">b</p>'
        f'<img class="{other}"/></body></html>'
    )


def test_text_that_looks_like_an_attribute_stays():
    page = '<head></head><p title="a style=&quot;b&quot; c">style="x"</p>'
    assert fitted(page) == page


def test_no_attribute_ends_the_style_element():
    page = fitted('<head></head><p style="x: </style><script>y</script>">a</p>')
    assert "<script>" not in page
    assert page.count("</style>") == 1


def test_links_to_elsewhere_open_a_page_of_their_own():
    page = fitted('<a href="https://x.example/">x</a><a href="#top">y</a>')
    assert page == (
        '<a target="_blank" rel="noopener noreferrer" href="https://x.example/">x</a>'
        '<a href="#top">y</a>'
    )


def test_a_framed_page_has_colours_for_both_themes_in_a_style_that_its_policy_allows():
    page = themed("<html><head></head><body></body></html>")
    style = re.search(r"<style>(.*?)</style></head>", page, re.DOTALL)[1]
    for theme in ("light", "dark"):
        assert f':root[data-theme="{theme}"] {{ --ink: ' in style
    found = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{found}'" in policy_of(page.encode())


def test_the_policy_has_the_hash_of_each_style_element():
    sums = [base64.b64encode(hashlib.sha256(text).digest()).decode() for text in (b"a", b"\nb\n")]
    policy = policy_of(b"<style>a</style><STYLE media='print'>\nb\n</STYLE><style>a</style>")
    assert policy.endswith(f"style-src 'sha256-{sums[0]}' 'sha256-{sums[1]}'")
    assert policy_of(b"<p>").endswith("style-src 'none'")


def test_a_page_needs_nothing_that_the_policy_forbids():
    page = answer_page("law")
    text = page.decode()
    assert not re.search(r"<[a-z][^<>]*\sstyle=", text)
    assert not re.search(r"<script|<link|\son[a-z]+=|<iframe|<form|<object", text)
    assert "unsafe" not in policy_of(page)
    assert "script-src" not in policy_of(page)  # default-src 'none' covers it
    assert not re.search(r"(?:src|href)=\"(?!#|data:|https?:)", text)
    assert not re.search(r"url\((?!['\"]?(?:#|data:))", text)

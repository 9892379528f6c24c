import pytest

from skydome.errors import InputError
from skydome.serve import guard
from skydome.serve.guard import RefusedError, Rules
from skydome.serve.server import address_of, rules_of

LOOPBACK, OPEN = Rules("127.0.0.1", None), Rules("10.1.2.3", "t" * 32)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8365", "127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:8365", "127.9.9.9:80"],
)
def test_names_of_this_machine_are_answered(host):
    guard.check_host(host, LOOPBACK)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:8365",
        "evil.example:8365",
        "10.1.2.3:8365",  # an address of this machine perhaps, but not one it listens at
        "127.0.0.1:x",
        "127.0.0.1:1:2",
        "[::1",
        "[::1]evil",
        "user@127.0.0.1",
        "0x7f.1",
    ],
)
def test_other_names_are_not(host):
    with pytest.raises(RefusedError) as refused:
        guard.check_host(host, LOOPBACK)
    assert refused.value.status == 421


@pytest.mark.parametrize("host", ["10.1.2.3", "192.168.0.1:80", "[fe80::1]:80", "localhost"])
def test_elsewhere_an_address_in_numbers_is_no_other_site(host):
    guard.check_host(host, OPEN)


def test_elsewhere_a_name_may_be_that_of_another_site():
    with pytest.raises(RefusedError):
        guard.check_host("evil.example", OPEN)


def test_a_name_given_as_host_is_answered_at_that_name():
    guard.check_host("skydome.lan:8365", Rules("skydome.lan", "t" * 32))


HERE = {"host": "127.0.0.1:8365"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "refused"),
    [
        ("GET", "/api/runs", {}, False),
        ("GET", "/api/runs", {"sec-fetch-site": "same-origin"}, False),
        ("GET", "/api/runs", {"sec-fetch-site": "none"}, False),  # typed into the browser
        ("GET", "/api/runs", {"sec-fetch-site": "cross-site"}, True),
        ("GET", "/api/runs", {"sec-fetch-site": "same-site"}, True),  # another port of the machine
        ("GET", "/pages/answers/law", {"sec-fetch-site": "cross-site"}, True),
        ("GET", "/runs", {"sec-fetch-site": "cross-site"}, False),  # a link in a mail
        ("POST", "/api/jobs", {}, False),  # no browser
        ("POST", "/api/jobs", {"origin": "http://127.0.0.1:8365"}, False),
        ("POST", "/api/jobs", {"origin": "https://127.0.0.1:8365"}, False),  # behind a proxy
        ("POST", "/api/jobs", {"origin": "http://127.0.0.1:9999"}, True),
        ("POST", "/api/jobs", {"origin": "http://evil.example"}, True),
        ("POST", "/api/jobs", {"origin": "http://evil.example/127.0.0.1:8365"}, True),
        ("POST", "/api/jobs", {"origin": "null"}, True),
        ("POST", "/api/jobs", {"origin": "file://"}, True),
        ("POST", "/", {"sec-fetch-site": "cross-site"}, True),
        ("DELETE", "/api/jobs", {"sec-fetch-site": "same-site"}, True),
    ],
)
def test_pages_of_other_sites_read_and_start_nothing(method, path, headers, refused):
    if refused:
        with pytest.raises(RefusedError) as found:
            guard.check_origin(method, path, HERE | headers)
        assert found.value.status == 403
    else:
        guard.check_origin(method, path, HERE | headers)


TOKEN = "a" * 31 + "b"


@pytest.mark.parametrize(
    ("headers", "ok"),
    [
        ({}, False),
        ({"authorization": f"Bearer {TOKEN}"}, True),
        ({"authorization": f"bearer  {TOKEN} "}, True),
        ({"authorization": f"Basic {TOKEN}"}, False),
        ({"authorization": f"Bearer {TOKEN[:-1]}"}, False),
        ({"authorization": f"Bearer {TOKEN}b"}, False),
        ({"authorization": "Bearer "}, False),
        ({"cookie": f"other=1; skydome_token={TOKEN}"}, True),
        ({"cookie": f"skydome_token={'a' * 32}"}, False),
        ({"cookie": "skydome_token=\udcff"}, False),
        ({"cookie": "\x00=;;;="}, False),
    ],
)
def test_the_token_in_header_or_cookie(headers, ok):
    assert guard.has_token(headers, TOKEN) is ok


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.1.2.3"])
def test_loopback_needs_no_token(host):
    assert rules_of(host, None) == Rules(host, None)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "example.lan", ""])  # noqa: S104 - not bound here
def test_another_address_gets_a_token_of_its_own(host):
    first, second = rules_of(host, None).token, rules_of(host, None).token
    assert first is not None
    assert len(first) >= 43  # 256 bits
    assert first != second


@pytest.mark.parametrize("token", ["", "short", "x" * 15, "x" * 201, "with space" * 3, "é" * 20])
def test_a_token_of_ones_own_has_a_form(token):
    with pytest.raises(InputError, match="16 to 200 letters, digits"):
        rules_of("127.0.0.1", token)


def test_a_token_given_counts_on_loopback_too():
    assert rules_of("127.0.0.1", TOKEN).token == TOKEN


def test_the_address_to_open():
    assert address_of("::1", 80, None) == "http://[::1]:80/"
    assert address_of("10.0.0.1", 81, "abc") == "http://10.0.0.1:81/?token=abc"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "/"),
        ("//evil.example/x", "/evil.example/x"),
        ("/a\r\nb", "/a%0D%0Ab"),
        ("/é", "/%C3%A9"),
    ],
)
def test_the_way_back_after_the_token_leads_to_this_server(path, place):
    assert guard._own_path(path) == place

"""What a server refuses, asked over a socket as an attacker would."""

import os
import shutil
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from served import serving

SECRET = b"not-for-the-browser"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, stored, small_file):
    """Return a workspace beside a secret, with links that lead to it."""
    outside = tmp_path_factory.mktemp("outside")
    folder = outside / "workspace"
    shutil.copytree(stored, folder / "results" / "small")
    shutil.copytree(stored, outside / "elsewhere")
    (outside / "secret.txt").write_bytes(SECRET)
    (outside / "secret.yaml").write_bytes(small_file.read_bytes())
    (folder / "results" / "linked").symlink_to(outside / "elsewhere")
    shutil.copytree(stored, folder / "results" / "inside")
    rows = folder / "results" / "inside" / "rows.parquet"
    rows.unlink()
    rows.symlink_to(outside / "elsewhere" / "rows.parquet")
    (folder / "linked.yaml").symlink_to(outside / "secret.yaml")
    (folder / "small.yaml").write_bytes(small_file.read_bytes())
    unreadable = folder / "results" / os.fsdecode(b"not-\xff-text")
    unreadable.mkdir()
    shutil.copy(stored / "manifest.json", unreadable)
    return folder


def raw(server, text, wait_s=20.0):
    """Send bytes as they are and return all that comes back."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=wait_s) as connection:
        connection.sendall(text)
        found = b""
        while part := connection.recv(65_536):
            found += part
            if b"\r\n\r\n" in found and _whole(found):
                break
        return found


def _whole(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return len(body) >= int(value)
    return False


def request(path, method="GET", *lines):
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *lines]
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n"


TRAVERSALS = [
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..%5csecret.txt",
    "/%252e%252e%252fsecret.txt",
    "/..%c0%afsecret.txt",
    "//secret.txt",
    "/file:///etc/passwd",
    "/etc/passwd",
    "/%2fetc%2fpasswd",
    "/secret.txt%00.html",
    "/index.html%00",
    "/api/runs/..",
    "/api/runs/..%2f..%2fsecret.txt",
    "/api/runs/%2e%2e",
    "/api/runs/.skydome",
    "/api/runs/small%00",
    "/api/runs/small%2f..%2fsmall",
    "/api/runs/" + "a" * 250,
    "/api/runs/" + "a" * 4_000,
    "/api/runs/%ff%fe",
    "/api/runs/linked",
    "/api/runs/linked/replications",
    "/api/runs/linked/raid/worst",
    "/pages/runs/linked/report",
    "/pages/runs/..%2f..%2fsecret/report",
    "/pages/answers/..%2fsecret",
    "/pages/studies/..%2fresults/report",
    "/pages/runs/small/../../secret.txt",
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_out_of_the_workspace(server, path):
    answer = raw(server, request(path))
    status = int(answer.split()[1])
    assert status in {400, 404, 422, 503}  # 503: the app is not built
    assert SECRET not in answer
    assert b"root:" not in answer
    assert b"Traceback" not in answer


def test_a_file_of_a_run_that_is_a_link_outwards_is_refused(server):
    for path in ("/api/runs/inside", "/pages/runs/inside/report", "/api/runs/inside/raid/worst"):
        answer = server.ask(path)
        assert answer.status == 400
        detail = answer.json()["detail"]
        assert detail == "results/inside/rows.parquet: a link leads out of the workspace"


def test_what_is_set_aside_is_counted_and_named(server):
    found = server.ask("/api/workspace").json()
    assert found["runs"] == 2
    assert {one["name"]: one["reason"] for one in found["set_aside"]} == {
        "results/linked": "a link leads out of the workspace",
        "results/not-\ufffd-text": "its name is not text",
    }


def test_a_scenario_behind_a_link_outwards_cannot_be_started(server):
    ids = [one["id"] for one in server.ask("/api/scenarios").json()]
    assert "small.yaml" in ids
    assert "linked.yaml" not in ids
    for name in ("linked.yaml", "../secret.yaml", "/etc/passwd", "small.yaml\x00", "file:x"):
        answer = server.ask("/api/jobs", "POST", {"kind": "run", "scenario": name})
        assert answer.status == 400
        assert "there is no run called" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),  # TLS
        (request("/api/jobs", "POST", "Content-Type: application/json", "Content-Length: x"), 400),
        (request("/api/jobs", "POST", "Content-Length: 3", "Content-Type: text/plain"), 415),
        (
            request(
                "/api/jobs", "POST", "Content-Type: application/json", "Content-Length: 99999999"
            ),
            413,
        ),
        (request("/api/runs?" + "x" * 9_000), 414),
        (request("/api/runs", "GET", "Host: evil.example"), 400),
        (request("/api/runs", "GET", "X: " + "x" * 60_000), 431),
        (request("/api/runs", "TRACE"), 405),
        (request("/api/runs", "DELETE"), 405),
        (request("/api/jobs/000000000000/cancel", "GET"), 405),
    ],
)
def test_malformed_and_oversized_requests_are_refused(server, sent, status):
    answer = raw(server, sent)
    assert int(answer.split()[1]) == status
    assert server.ask("/api/workspace").status == 200


def test_a_body_in_pieces_is_bounded_too(server):
    head = request(
        "/api/jobs", "POST", "Content-Type: application/json", "Transfer-Encoding: chunked"
    )
    piece = b"1000\r\n" + b" " * 0x1000 + b"\r\n"
    assert raw(server, head + piece * 20).split()[1] == b"413"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "JSON"),
        (b"\xff\xfe", "JSON"),
        (b"[]", "dictionary"),
        (b'{"kind":"run","scenario":"small.yaml","replications":NaN}', "replications"),
        ({"kind": "run"}, "scenario: is missing"),
        ({"kind": "study"}, "study: is missing"),
        ({"kind": "war", "scenario": "small.yaml"}, "kind"),
        ({"kind": "run", "scenario": "small.yaml", "x": 1}, "x: Extra inputs"),
        ({"kind": "run", "scenario": "smal.yaml"}, "did you mean"),
        (
            {"kind": "run", "scenario": "small.yaml", "replications": 0},
            "greater than or equal to 1",
        ),
        (
            {"kind": "run", "scenario": "small.yaml", "replications": 1_000_001},
            "less than or equal",
        ),
        ({"kind": "run", "scenario": "small.yaml", "seed": -1}, "seed"),
        ({"kind": "run", "scenario": "small.yaml", "name": "../x"}, "name"),
        ({"kind": "run", "scenario": "small.yaml", "name": ".hidden"}, "name"),
        ({"kind": "run", "scenario": "small.yaml", "set": ["doctrine.salv=2"]}, "did you mean"),
        ({"kind": "run", "scenario": "small.yaml", "set": ["x"]}, "PATH=VALUE"),
        (
            {
                "kind": "run",
                "scenario": "two_front",
                "replications": 1_000_000,
                "set": ["raid.cruise.count=400"],
            },
            "",
        ),
        ({"kind": "run", "scenario": "small.yaml", "set": ["x=1"] * 51}, "at most 50"),
    ],
)
def test_a_wrong_job_is_refused_with_what_is_allowed(server, body, words):
    answer = server.ask(
        "/api/jobs", "POST", body, {"Content-Type": "application/json", "Origin": origin(server)}
    )
    assert answer.status in {400, 422}
    assert words in answer.json()["detail"]
    assert server.ask("/api/jobs").json() == []


def origin(server):
    return f"http://127.0.0.1:{server.port}"


def test_another_site_starts_nothing(server):
    sent = {"kind": "run", "scenario": "small.yaml"}
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": f"http://127.0.0.1:{server.port + 1}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "evil.example"},
    ):
        assert server.ask("/api/jobs", "POST", sent, headers).status in {403, 421}
    assert server.ask("/api/jobs").json() == []


def test_every_answer_has_its_policy(server):
    for path in ("/", "/api/start", "/api/runs/none", "/nothing"):
        headers = server.ask(path).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'self'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in headers
    assert server.ask("/api/start").headers["cache-control"] == "no-store"


def test_fifty_clients_at_once_are_served(server):
    server.ask("/api/runs/small")
    paths = ["/api/runs", "/api/start", "/api/systems", "/api/runs/small", "/api/jobs"] * 10

    def ask(path):
        return server.ask(path).status

    with ThreadPoolExecutor(50) as clients:
        assert list(clients.map(ask, paths * 2)) == [200] * 100


def test_the_server_answers_while_many_send_nothing(server):
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(100)]
    try:
        for one in idle:
            one.sendall(b"GET / HTTP/1.1\r\n")
        assert server.ask("/api/workspace").status == 200
    finally:
        for one in idle:
            one.close()


# where the server listens, and to whom


def test_another_address_demands_the_token(tmp_path):
    (tmp_path / "results").mkdir()
    with serving(tmp_path, "--host", "0.0.0.0") as running:  # noqa: S104 - with its token
        assert running.token is not None
        assert running.ask("/api/runs").status == 401
        assert running.ask("/").status == 401
        assert running.ask("/api/runs?token=wrong").status == 401
        sent = {"kind": "run", "scenario": "single_battery"}
        assert running.ask(f"/api/jobs?token={running.token}", "POST", sent).status == 401
        welcome = running.ask(f"/runs?a=1&token={running.token}")
        assert (welcome.status, welcome.headers["location"]) == (303, "/runs?a=1")
        cookie = welcome.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert running.ask("/api/runs", headers={"Cookie": cookie.split(";")[0]}).status == 200
        bearer = {"Authorization": f"Bearer {running.token}"}
        assert running.ask("/api/runs", headers=bearer).status == 200
        assert running.ask("/api/runs", headers=bearer | {"Host": "evil.example"}).status == 421


def test_a_port_in_use_is_one_clear_message(server, tmp_path):
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "skydome", "serve", "--workspace", tmp_path),
            *("--port", str(server.port)),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    port = server.port
    assert ended.stderr == (
        f"skydome: --port: port {port} is in use; allowed: another port; 0 takes a free one\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--workspace", "/does/not/exist"), "there is no such folder"),
        (("--port", "70000"), "--port: 70,000 is out of bounds; allowed: 0 to 65,535"),
        (("--host", "203.0.113.7", "--port", "0"), "no address of this machine"),
        (("--token", "short"), "16 to 200 letters"),
    ],
)
def test_a_wrong_option_is_one_clear_message(command, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    ended = command("serve", *words)
    assert ended.code == 2
    assert said in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.usefixtures("server")
def test_a_second_server_of_a_workspace_is_refused(workspace, command):
    ended = command("serve", "--workspace", workspace, "--port", "0")
    assert ended.code == 2
    assert "another `skydome serve` uses this folder" in ended.err


NO_NETWORK = """
import socket
real = socket.socket.connect
def connect(self, place):
    if self.family != socket.AF_UNIX and place[0] not in ("127.0.0.1", "::1"):
        open(LOG, "a").write(f"connect {place}\\n")
        raise OSError("no network in this test")
    return real(self, place)
def lookup(host, *rest, **more):
    if host not in ("127.0.0.1", "localhost", "::1", None):
        open(LOG, "a").write(f"lookup {host}\\n")
        raise OSError("no network in this test")
    return found(host, *rest, **more)
found, socket.getaddrinfo = socket.getaddrinfo, lookup
socket.socket.connect = socket.socket.connect_ex = connect
"""


def test_no_request_leaves_the_machine(stored, tmp_path):
    """Server, helpers and workers run with sockets that write down every way out, and refuse it."""
    hook, log, folder = tmp_path / "hook", tmp_path / "log", tmp_path / "workspace"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(f"LOG = {str(log)!r}\n{NO_NETWORK}")
    shutil.copytree(stored, folder / "results" / "small")
    path = os.pathsep.join([str(hook), os.environ.get("PYTHONPATH", "")])
    with serving(folder, PYTHONPATH=path) as running:
        for address in ("/api/start", "/api/runs/small", "/pages/answers/law", "/api/scenarios"):
            assert running.ask(address).status == 200
        sent = {"kind": "run", "scenario": "single_battery", "replications": 1}
        job = running.ask("/api/jobs", "POST", sent).json()["id"]
        running.ask(f"/api/jobs/{job}/cancel", "POST")
        running.until(job, "cancelled", "done")
    assert not log.exists()


def test_the_hook_of_that_test_sees_a_way_out(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(f"LOG = {str(tmp_path / 'log')!r}\n{NO_NETWORK}")
    code = "import socket; socket.create_connection(('example.org', 80))"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert ended.returncode != 0
    assert (tmp_path / "log").read_text() == "lookup example.org\n"

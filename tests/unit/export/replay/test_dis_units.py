"""Units of DIS by hand; IEEE 1278.1-2012, clauses 7.2.2, 7.3.2 and 7.3.3."""

import socket
import struct
from math import pi

import pytest

from skydome.errors import InputError
from skydome.export.replay import dis_pdus as pdus
from skydome.export.replay.dis import Sent
from skydome.export.replay.dis_file import address_of, send
from skydome.export.replay.dis_pdus import Kind
from skydome.export.replay.geocentric import attitude_rad, geocentric_m, mean_velocity_m_s


def test_places_on_the_ellipsoid():
    """Half axes of WGS 84: 6,378,137 m and 6,356,752.314 m."""
    assert geocentric_m(0, 0, 100) == pytest.approx((6_378_237, 0, 0))
    assert geocentric_m(0, 90, 0) == pytest.approx((0, 6_378_137, 0), abs=1e-6)
    assert geocentric_m(90, 0, 10) == pytest.approx((0, 0, 6_356_762.314), abs=1e-3)


@pytest.mark.parametrize(
    ("place", "course", "expected"),
    [
        # East at the equator: ahead is +y, down is -x, right is south, -z.
        ((0, 0), 90, (pi / 2, 0, -pi / 2)),
        # North at the equator: ahead is +z, so theta, positive nose down in z, is -pi/2.
        ((0, 0), 0, (None, -pi / 2, None)),
        # South at 90 east: ahead is -z.
        ((0, 90), 180, (None, pi / 2, None)),
        # North at 45 degrees north: ahead is (-1, 0, 1)/sqrt(2); level, so phi is pi.
        ((45, 0), 0, (pi, -pi / 4, pi)),
    ],
)
def test_attitudes(place, course, expected):
    for found, value in zip(attitude_rad(*place, course), expected, strict=True):
        if value is not None:
            assert abs((found - value + pi) % (2 * pi) - pi) < 1e-9


def test_a_mean_velocity_is_the_way_over_the_time():
    assert mean_velocity_m_s((0, 0, 0), (0, 0, 500), 10) == pytest.approx((50, 0, 0))
    assert mean_velocity_m_s((0, 0, 0), (0, 0, 500), 0) == (0, 0, 0)


def test_a_header_has_version_exercise_kind_family_time_and_length():
    """Half an hour is 2^30 units of 3,600 s / 2^31; the time stands above the lowest bit."""
    unit = pdus.entity_state(1_800, 7, pdus.OPPOSING, Kind(1, 2, 50), "d", (0, 0, 0))
    assert struct.unpack(">BBBBIHH", unit[:12]) == (7, 1, 1, 1, 2**31, 144, 0)
    again = pdus.entity_state(5_400, 7, pdus.OPPOSING, Kind(1, 2, 50), "d", (0, 0, 0))
    assert again[:12] == unit[:12]  # the next hour begins anew


def test_an_entity_state_by_its_offsets():
    place, moved = (0.0, 0.0, 0.0), (1.0, 2.0, 3.0)
    gone = pdus.DESTROYED | pdus.DEACTIVATED
    unit = pdus.entity_state(
        0, 300, pdus.FRIENDLY, Kind(2, 1, 1), "twelve-letters", place, 90.0, moved, gone
    )
    assert struct.unpack_from(">HHHBB", unit, 12) == (1, 1, 300, 1, 0)
    assert struct.unpack_from(">BBHBBBB", unit, 20) == (2, 1, 0, 1, 0, 0, 0)
    assert struct.unpack_from(">3f", unit, 36) == moved
    assert struct.unpack_from(">3d", unit, 48) == pytest.approx((6_378_137, 0, 0))
    assert struct.unpack_from(">I", unit, 84) == (3 * 8 + 2**23,)
    assert unit[88] == 2  # dead reckoning by velocity
    assert unit[128] == 1  # ASCII
    assert unit[129:140] == b"twelve-lett"
    still = pdus.entity_state(0, 300, 1, Kind(2, 1, 1), "x", place)
    assert still[88] == 1


def test_fire_and_detonation_by_their_offsets():
    told = (10.0, 5, 1, 2, 3, Kind(2, 1, 1), 2, (0.0, 0.0, 0.0))
    fire, burst = pdus.fire(*told, 12_345.0), pdus.detonation(*told, pdus.MISS)
    assert (len(fire), len(burst)) == (96, 104)
    for unit in (fire, burst):
        ids = struct.unpack_from(">12H", unit, 12)
        assert (ids[2], ids[5], ids[8], ids[11]) == (1, 2, 3, 5)
    # quantity, after warhead and fuse; a detonation has its velocity before the place
    assert struct.unpack_from(">H", fire, 76) == (2,)
    assert struct.unpack_from(">f", fire, 92) == (12_345.0,)
    assert struct.unpack_from(">H", burst, 84) == (2,)
    assert burst[100] == 29


@pytest.mark.parametrize("text", ["127.0.0.1:3000", "localhost:3000", "[::1]:3000"])
def test_addresses_of_this_machine(text):
    host, port = address_of(text, allow_network=False)
    assert host in {"127.0.0.1", "::1"}
    assert port == 3000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("192.0.2.1:3000", "not an address of this machine"),
        ("example.org:3000", "not an address; allowed: an IP address"),
        ("127.0.0.1", "not an address"),
        ("127.0.0.1:0", "0 is not a port"),
        ("127.0.0.1:65536", "65536 is not a port"),
    ],
)
def test_other_addresses_are_refused(text, message):
    with pytest.raises(InputError, match=message):
        address_of(text, allow_network=False)


def test_another_machine_only_if_allowed():
    assert address_of("192.0.2.1:3000", allow_network=True) == ("192.0.2.1", 3000)


def test_units_are_sent_in_their_own_time_and_faster():
    slept, now = [], [0.0]

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(5)
        units = [Sent(0.0, b"one"), Sent(20.0, b"two"), Sent(30.0, b"three")]
        send(units, ear.getsockname(), speed=10, clock=lambda: now[0], sleep=sleep)
        assert [ear.recv(100) for _ in units] == [b"one", b"two", b"three"]
    assert slept == pytest.approx([2.0, 1.0])

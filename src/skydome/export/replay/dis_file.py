"""DIS traffic in a capture file, or sent to an address in its own time."""

from __future__ import annotations

import socket
import struct
import time
from ipaddress import ip_address
from typing import TYPE_CHECKING

from skydome.errors import InputError
from skydome.export.replay.dis import traffic
from skydome.export.replay.scene import EPOCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.export.replay.dis import Sent
    from skydome.export.replay.scene import Scene

PORT = 3_000
LOOPBACK = bytes((127, 0, 0, 1))
MAGIC, RAW_IP, LONGEST = 0xA1B2C3D4, 101, 65_535
IP_BYTES, UDP_BYTES, UDP, HOPS = 20, 8, 17, 64
MICROSECONDS = 1_000_000
PORTS = range(1, 65_536)


def dis(scene: Scene) -> bytes:
    """Return a capture file (pcap) of UDP packets on the loopback address, port 3000.

    Each packet has its time, so that Wireshark or a replaying tool shows it at the right moment.
    """
    start = int(EPOCH.timestamp())
    parts = [struct.pack("<IHHiIII", MAGIC, 2, 4, 0, 0, LONGEST, RAW_IP)]
    for unit in traffic(scene):
        packet = _packet(unit.data)
        seconds, part = divmod(round(unit.time_s * MICROSECONDS), MICROSECONDS)
        parts.append(struct.pack("<IIII", start + seconds, part, len(packet), len(packet)))
        parts.append(packet)
    return b"".join(parts)


def _packet(data: bytes) -> bytes:
    """Return an IP version 4 packet; a UDP checksum of 0 means that there is none."""
    udp = struct.pack(">HHHH", PORT, PORT, UDP_BYTES + len(data), 0)
    length = IP_BYTES + len(udp) + len(data)
    fields = (0x45, 0, length, 0, 0, HOPS, UDP)
    bare = struct.pack(">BBHHHBBH4s4s", *fields, 0, LOOPBACK, LOOPBACK)
    total = sum(struct.unpack(">10H", bare))
    total = (total & 0xFFFF) + (total >> 16)
    checksum = ~(total + (total >> 16)) & 0xFFFF
    return struct.pack(">BBHHHBBH4s4s", *fields, checksum, LOOPBACK, LOOPBACK) + udp + data


def address_of(text: str, *, allow_network: bool) -> tuple[str, int]:
    """Return host and port of ``HOST:PORT``; the host is an address, or ``localhost``.

    Raises
    ------
    InputError
        It is no address, or one outside this machine and ``allow_network`` is not set.
    """
    host, _, port = text.rpartition(":")
    host = "127.0.0.1" if host == "localhost" else host.strip("[]")
    allowed = "an IP address and a port, such as 127.0.0.1:3000"
    try:
        address, number = ip_address(host), int(port)
    except ValueError:
        problem = f"{text!r} is not an address"
        raise InputError(problem, field="--send", allowed=allowed) from None
    if number not in PORTS:
        raise InputError(f"{number} is not a port", field="--send", allowed="1 to 65,535")
    if not (address.is_loopback or allow_network):
        problem = f"{host} is not an address of this machine"
        allowed = "a loopback address such as 127.0.0.1, or --allow-network as well"
        raise InputError(problem, field="--send", allowed=allowed)
    return host, number


def send(
    units: list[Sent],
    address: tuple[str, int],
    *,
    speed: float,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Send units by UDP, each at its time; ``speed`` is how many times faster than the scenario."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        began = clock()
        for done, unit in enumerate(units):
            wait = unit.time_s / speed - (clock() - began)
            if wait > 0:
                sleep(wait)
            try:
                link.sendto(unit.data, address)
            except OSError as problem:
                reason = problem.strerror or "unknown reason"
                raise InputError(f"cannot send to {address[0]}: {reason}", field="--send") from None
            progress(done + 1, len(units))

"""A network of this process' own, with nothing in it but the loopback, and a wire on which every packet is seen that
would have left: `Wire.left()`. Names that are looked up count wherever they are asked.

The kernel's own means alone (a network namespace, ioctl, a packet socket): no program need be installed for it.
"""

import ctypes
import os
import socket
import struct
import threading
from collections import Counter
from fcntl import ioctl
from pathlib import Path
from typing import Self

_LIBC = ctypes.CDLL(None, use_errno=True)
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_SET_FLAGS, _ADD_ROUTE, _UP = 0x8914, 0x890B, 0x1
_ALL_PROTOCOLS, _PACKET_LEVEL, _STATISTICS = 0x0003, 263, 6
_IPV4, _IPV6 = 0x0800, 0x86DD
_DNS = 53
_ATTACH_FILTER = 26
_BEAT = b"dougong beat"
_LENGTH = 128
_FILTER = (
    (0x28, 0, 0, 0xFFFFF000),  # the protocol
    (0x15, 0, 6, _IPV4),  # another than IPv4: taken
    (0x30, 0, 0, 16),  # the first byte of the address
    (0x15, 0, 4, 127),  # not ours: taken
    (0xB1, 0, 0, 0),  # the length of the header
    (0x48, 0, 0, 2),  # the port behind it
    (0x15, 1, 0, _DNS),  # a name is asked for: taken
    (0x06, 0, 0, 0),
    (0x06, 0, 0, _LENGTH),
)
"""A packet filter of the kernel (classic BPF): the traffic at home is much, and needn't be looked at."""


class _Route4(ctypes.Structure):
    """`struct rtentry` of linux/route.h."""

    _fields_ = [
        ("pad1", ctypes.c_ulong), ("dst", ctypes.c_char * 16), ("gateway", ctypes.c_char * 16),
        ("mask", ctypes.c_char * 16), ("flags", ctypes.c_ushort), ("pad2", ctypes.c_short), ("pad3", ctypes.c_ulong),
        ("pad4", ctypes.c_void_p), ("metric", ctypes.c_short), ("dev", ctypes.c_char_p), ("mtu", ctypes.c_ulong),
        ("window", ctypes.c_ulong), ("irtt", ctypes.c_ushort),
    ]  # fmt: skip


class _Route6(ctypes.Structure):
    """`struct in6_rtmsg` of linux/ipv6_route.h."""

    _fields_ = [
        ("dst", ctypes.c_char * 16), ("src", ctypes.c_char * 16), ("gateway", ctypes.c_char * 16),
        ("type", ctypes.c_uint32), ("dst_len", ctypes.c_uint16), ("src_len", ctypes.c_uint16),
        ("metric", ctypes.c_uint32), ("info", ctypes.c_ulong), ("flags", ctypes.c_uint32), ("index", ctypes.c_int),
    ]  # fmt: skip


class Wire:
    """Where packets for the rest of the world arrive."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._beat = threading.Event()
        program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in _FILTER))
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0)
        attached = struct.pack("HxxxxxxQ", len(_FILTER), ctypes.addressof(program))
        self._socket.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, attached)
        self._socket.bind(("lo", _ALL_PROTOCOLS))
        threading.Thread(target=self._listen, daemon=True).start()

    @classmethod
    def of_a_network_of_its_own(cls) -> Self | None:
        """Leaves the machine's network for good; None where that is not permitted."""
        user, group = os.getuid(), os.getgid()
        if _LIBC.unshare(_NEW_NET) != 0:
            if _LIBC.unshare(_NEW_USER | _NEW_NET) != 0:
                return None
            for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
                Path(f"/proc/self/{name}").write_text(text, encoding="ascii")
        _all_roads_lead_home()
        return cls()

    def left(self) -> dict[str, int]:
        """What was sent to anywhere else, or asked of a name server: packets by «where», since the last question."""
        self._beat.clear()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            asked.sendto(_BEAT, ("127.0.0.1", _DNS))
        assert self._beat.wait(30), "the wire is dead: nothing would have been heard on it"
        _heard, dropped = struct.unpack("II", self._socket.getsockopt(_PACKET_LEVEL, _STATISTICS, 8))
        assert dropped == 0, "the wire was not heard whole"
        seen, self._seen = dict(self._seen), Counter()
        return seen

    def _listen(self) -> None:
        while True:
            packet, (_device, protocol, *_rest) = self._socket.recvfrom(_LENGTH)
            where, port = _destination(packet, protocol)
            if packet[28:40] == _BEAT:
                self._beat.set()
            elif where not in ("", "::1") and (port == _DNS or not where.startswith("127.")):
                self._seen[f"{where} port {port}"] += 1


def _destination(packet: bytes, protocol: int) -> tuple[str, int]:
    """Address and port (0: neither TCP nor UDP); nothing when it is no IP."""
    if protocol == _IPV4 and len(packet) >= 20:
        address, kind, at = socket.inet_ntop(socket.AF_INET, packet[16:20]), packet[9], (packet[0] & 0xF) * 4
    elif protocol == _IPV6 and len(packet) >= 40:
        if packet[6] == socket.IPPROTO_ICMPV6 and packet[40:41] == b"\x01" and len(packet) >= 88:
            packet = packet[48:]  # no such way, says the kernel, and shows what was to go: this is how it leaves here
        address, kind, at = socket.inet_ntop(socket.AF_INET6, packet[24:40]), packet[6], 40
    else:
        return "", 0
    has_port = kind in (socket.IPPROTO_TCP, socket.IPPROTO_UDP) and len(packet) >= at + 4
    return address, struct.unpack("!H", packet[at + 2 : at + 4])[0] if has_port else 0


def _all_roads_lead_home() -> None:
    """The loopback is up, and the way to everywhere: what leaves for the world is seen on it, and ends there."""
    any4 = struct.pack("HH4s8s", socket.AF_INET, 0, b"", b"")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        ioctl(asked, _SET_FLAGS, struct.pack("16sH14s", b"lo", _UP, b""))
        route = _Route4(flags=_UP, dev=b"lo")
        for name in ("dst", "gateway", "mask"):
            ctypes.memmove(ctypes.addressof(route) + getattr(_Route4, name).offset, any4, 16)
        _ioctl(asked, route)
    try:
        asked6 = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    except OSError:
        return  # a machine without IPv6
    with asked6:
        _ioctl(asked6, _Route6(metric=1, flags=_UP, index=socket.if_nametoindex("lo")))


def _ioctl(asked: socket.socket, route: ctypes.Structure) -> None:
    if _LIBC.ioctl(asked.fileno(), ctypes.c_ulong(_ADD_ROUTE), ctypes.byref(route)) != 0:
        raise OSError(ctypes.get_errno(), "no route")

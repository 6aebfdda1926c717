"""One server to a port.

granian binds with SO_REUSEPORT: the kernel lets a second server listen on the port of the first, on
the same address or another, and gives each of them some of the requests. Its workers therefore
claim the port before they serve.
"""

import socket
import struct
import sys
import time
from contextlib import suppress
from pathlib import Path


def claim_port() -> socket.socket | None:
    """Claim granian's port for its server, and exit if another server has claimed it.

    The claim is a name among Linux's abstract sockets, which the kernel gives to one process at a
    time and takes back whatever becomes of that. It lasts while the socket that is returned does;
    workers of one server share it. None where nothing is claimed: other servers refuse a port in
    use by themselves.
    """
    port = _port_of_granian()
    if port is None or sys.platform != "linux":
        return None
    name = f"\0chancery-port-{port}"
    for _attempt in range(50):
        claim = socket.socket(socket.AF_UNIX)
        with suppress(OSError):
            claim.bind(name)
            claim.listen()
            return claim
        server = _server_with_claim(name)
        if server == _parent_of("self"):
            return None
        if server:
            break
        time.sleep(0.1)  # whoever has the name does not listen yet, or has just ended
    return sys.exit(f"Port {port} is in use by another server of Chancery; nothing was started.")


def _port_of_granian() -> int | None:
    """Return the port that `granian` was started for; None under any other server."""
    if "granian.cli" not in sys.modules:
        return None
    from granian.cli import cli  # noqa: PLC0415

    options = cli.make_context("granian", sys.argv[1:], auto_envvar_prefix="GRANIAN").params
    return None if options["uds"] else options["port"]


def _server_with_claim(name: str) -> str | None:
    """Return the process that started the one which holds a claim; None if that cannot be asked."""
    try:
        with socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(1)
            caller.connect(name)
            credentials = caller.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        process, _user, _group = struct.unpack("3i", credentials)
        return _parent_of(process)
    except OSError:
        return None


def _parent_of(process: int | str) -> str:
    status = Path(f"/proc/{process}/status").read_text()
    return next(line for line in status.splitlines() if line.startswith("PPid:"))

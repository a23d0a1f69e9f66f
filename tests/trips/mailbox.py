"""A mail server for the trips: takes every mail and remembers who it was for."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Mailbox:
    """`url` for the product's settings; `receivers`: the addresses of the mails that came."""

    url: str
    receivers: list[str] = field(default_factory=list)


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Listens on a free port of this machine."""
    box = Mailbox("")

    class Session(socketserver.StreamRequestHandler):
        """As much SMTP as a sender needs (RFC 5321)."""

        def handle(self) -> None:
            self._say("220 trips")
            while line := self.rfile.readline().decode().strip():
                verb = line.upper()
                if verb.startswith("RCPT TO:"):
                    box.receivers.append(line[8:].strip(" <>"))
                self._say("354 go on" if verb == "DATA" else "221 bye" if verb == "QUIT" else "250 fine")
                if verb == "DATA":
                    while self.rfile.readline() not in (b".\r\n", b""):
                        pass
                    self._say("250 taken")

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        server.daemon_threads = True
        box.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield box
        server.shutdown()

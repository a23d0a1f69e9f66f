"""A mail server for the trips: takes every mail and remembers who it was for, and what it said."""

import email
import email.policy
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Mailbox:
    """`url` for the product's settings; `receivers`: the addresses of the mails that came; `letters`: their texts."""

    url: str
    receivers: list[str] = field(default_factory=list)
    letters: list[tuple[list[str], str]] = field(default_factory=list)

    def wait_for(self, receiver: str, seconds: float = 30) -> str:
        """The text of the first mail for somebody, once it is there."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for receivers, text in self.letters:
                if receiver in receivers:
                    return text
            time.sleep(0.2)
        raise TimeoutError(f"no mail for {receiver}; there are mails for {self.receivers}")


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Listens on a free port of this machine."""
    box = Mailbox("")

    class Session(socketserver.StreamRequestHandler):
        """As much SMTP as a sender needs (RFC 5321)."""

        def handle(self) -> None:
            self._say("220 trips")
            known: list[str] = []
            while line := self.rfile.readline().decode().strip():
                verb = line.upper()
                if verb.startswith("RCPT TO:"):
                    known.append(line[8:].strip(" <>"))
                    box.receivers.append(known[-1])
                self._say("354 go on" if verb == "DATA" else "221 bye" if verb == "QUIT" else "250 fine")
                if verb == "DATA":
                    box.letters.append((known, self._letter()))
                    known = []
                    self._say("250 taken")

        def _letter(self) -> str:
            """What a mail says, decoded."""
            lines = b""
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines += line
            letter = email.message_from_bytes(lines, policy=email.policy.default)
            body = letter.get_body(("plain",))
            return str(body.get_content()) if body is not None else ""

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        server.daemon_threads = True
        box.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield box
        server.shutdown()

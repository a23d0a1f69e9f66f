"""What pytest-xdist starts as a worker: hands its pipes to the template (`tests/template.py`), which forks the worker,
and stays until that one ends. It imports next to nothing: that is what it is for.
"""

import os
import socket
import sys


def main(address: str) -> None:
    """Asks at the template's socket for a worker on our standard input, output and errors."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(f"\0{address}")
        socket.send_fds(connection, [b"!"], [0, 1, 2])
        for pipe in (0, 1):  # only the worker holds them now: who reads there notices its end
            os.close(pipe)
        connection.recv(1)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])

"""`scripts/run`: from a bare clone to the running product, then hands the process over to `dougong up`."""

import argparse
import errno
import os
import socket
from pathlib import Path

from . import node, python_env
from .console import say, troubles_in_words
from .errors import Trouble, unusable
from .places import BIN, ROOT, VAR

DEFAULT_PORT = 8000


def main() -> None:
    arguments = _arguments()
    python_env.keep_compiled()
    with troubles_in_words(ROOT):
        _check_port(arguments.host, arguments.port)
        data: Path = arguments.data.resolve()
        _check_data(data)
        python_env.ensure("run")
        node.ensure_build()
        say("启动", "starting")
        command = [str(BIN / "dougong"), "up", "--port", str(arguments.port), "--data", str(data)]
        if arguments.host != "127.0.0.1":
            command += ["--host", arguments.host]
        if arguments.no_demo:
            command.append("--no-demo")
        os.chdir(ROOT)
        os.execv(command[0], command)  # noqa: S606 - signals and exit code are the product's own from here on


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/run",
        description="准备并启动斗拱。 Prepares what is missing and starts Dougong.",
        epilog="DOUGONG_ADMIN_EMAIL, DOUGONG_ADMIN_PASSWORD: 首位管理员 · the first administrator",
    )
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="端口 · port (%(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址 · address to listen on (%(default)s)")
    parser.add_argument("--data", type=Path, default=VAR, help="数据文件夹 · folder for the data (var/)")
    parser.add_argument("--no-demo", action="store_true", help="不安装演示应用 · without the demo app")
    return parser.parse_args()


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text}: 端口应为 1–65535 · a port is a number from 1 to 65535")
    return int(text)


def _check_port(host: str, port: int) -> None:
    """Before the minutes of a first start, not after them."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise _port_trouble(error, host, port) from error


def _port_trouble(error: OSError, host: str, port: int) -> Trouble:
    if error.errno == errno.EADDRINUSE:
        return Trouble(
            f"端口 {port} 已被占用。请用 --port 换一个端口，例如：scripts/run --port {port + 1}",
            f"Port {port} is in use. Choose another one, for example: scripts/run --port {port + 1}",
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return Trouble(
            f"没有使用端口 {port} 的权限；请选择 1024 以上的端口。",
            f"You may not use port {port}; choose one above 1024.",
        )
    return Trouble(
        f"无法监听 {host}:{port}（{error.strerror}）。", f"Cannot listen on {host}:{port} ({error.strerror})."
    )


def _check_data(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
        probe = data / f".probe-{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
    except FileExistsError as error:
        raise Trouble(f"{data} 是一个文件，不是文件夹。", f"{data} is a file, not a folder.") from error
    except OSError as error:
        raise unusable(str(data), error) from error

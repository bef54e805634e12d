"""The port the site is served on."""

import socket

from devtools.say import Trouble

DEFAULT = 8000


def parse(arguments: list[str]) -> int:
    """The port from "8010", "PORT=8010" or "--port 8010"; 8000 when nothing is said."""
    words = [word.removeprefix("PORT=").removeprefix("--port=") for word in arguments if word != "--port"]
    if not words:
        return DEFAULT
    if len(words) == 1 and words[0].isascii() and words[0].isdigit() and 1 <= int(words[0]) <= 65535:
        return int(words[0])
    raise Trouble(
        f"看不懂端口：{' '.join(arguments)}。请写成 make run PORT=8010。 / Not a port; write: make run PORT=8010"
    )


def must_be_free(port: int) -> None:
    """Raise Trouble when somebody else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Trouble(f"没有权限使用端口 {port}，请改用 1024 以上的端口，如 make run PORT=8000。") from None
        except OSError:
            raise Trouble(
                f"端口 {port} 已被别的程序占用。请关掉它，或换一个端口：make run PORT={port + 10}\n"
                f"Port {port} is taken. Stop the other program or choose another port: make run PORT={port + 10}"
            ) from None

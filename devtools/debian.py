"""Installing system packages where we may: as root on Debian and its children. Always said aloud."""

import os
import shutil
import subprocess

from devtools.say import Progress, detail


def can_install() -> bool:
    """Whether apt-get exists and we are root."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str], *, any_of: bool = False) -> bool:
    """Install the packages (any_of: the first that works). Returns whether it worked; says so when it did not."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    attempts = [[name] for name in packages] if any_of else [packages]
    detail(f"以 root 运行 apt-get 安装 · apt-get install: {' '.join(packages)}")
    output = ""
    with Progress() as progress:
        progress.step("apt-get update")
        _quietly(["apt-get", "update", "-q"], environment)
        for attempt in attempts:
            progress.step(f"apt-get install {' '.join(attempt)}")
            command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *attempt]
            done = _quietly(command, environment)
            if done.returncode == 0:
                return True
            output = done.stdout
    detail("!! 没有装上 · could not be installed: " + " ".join(packages))
    for line in output.splitlines()[-5:]:
        detail(f"   {line}")
    return False


def _quietly(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess:
    return subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )

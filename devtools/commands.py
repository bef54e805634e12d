"""Which word on the command line does what."""

import sys
from collections.abc import Callable

from devtools import benching, checks, cleaning, serve, testing, venv
from devtools.say import Steps, Trouble, say


class Command:
    """One word: what it does, which packages it needs, how many steps it announces after the two of setting up."""

    def __init__(self, act: Callable[[list[str], Steps], int], packages: str, steps: int, before=None) -> None:
        self.act, self.packages, self.steps, self.before = act, packages, steps, before


def finished(_arguments: list[str], _steps: Steps) -> int:
    """`setup` is nothing but the two steps before."""
    say("      就绪：.venv/bin/python manage.py … · ready")
    return 0


COMMANDS = {
    "setup": Command(finished, "dev", 0),
    "run": Command(serve.run, "local", serve.STEPS, before=serve.check_arguments),
    "test": Command(testing.run, "dev", testing.STEPS),
    "lint": Command(checks.lint, "dev", checks.LINT_STEPS),
    "check": Command(checks.check, "dev", checks.CHECK_STEPS),
    "bench": Command(benching.run, "dev", benching.STEPS),
    "clean": Command(cleaning.run, "", 0),
}
SETUP_STEPS = 2


def run_command(arguments: list[str], usage: str) -> int:
    """Run one command; returns the exit code. Errors the person can mend are shown as sentences, not as tracebacks."""
    word = arguments[0] if arguments else ""
    if word not in COMMANDS:
        say(usage)
        return 0 if word in ("-h", "--help", "help") else 2
    command = COMMANDS[word]
    try:
        return _run(command, arguments)
    except Trouble as trouble:
        sys.stdout.flush()
        print(f"\n{trouble}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        say("\n已中断 · interrupted")
        return 130


def _run(command: Command, arguments: list[str]) -> int:
    if command.before is not None:
        command.before(arguments[1:])
    steps = Steps(SETUP_STEPS + command.steps)
    if not command.packages:
        return command.act(arguments[1:], steps)
    if not venv.inside():
        steps.next("准备 Python 环境 .venv", "virtual environment")
        venv.ensure_venv()
        steps.next("检查依赖", "packages")
        venv.install(command.packages)
        venv.reenter(arguments)
    if venv.install(command.packages):
        venv.reenter(arguments)  # so that no module of an older version stays loaded
    steps.done = SETUP_STEPS
    return command.act(arguments[1:], steps)

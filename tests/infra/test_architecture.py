"""The house keeps its shape: floors, and tests beside what they test."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
APPS = sorted(path.parent.name for path in BASE.glob("*/apps.py"))


def test_apps_import_only_from_floors_below():
    linter = Path(sys.prefix) / "bin" / "lint-imports"
    done = subprocess.run([linter, "--no-logo", "--no-cache"], cwd=BASE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_app_has_its_floor():
    rules = tomllib.loads((BASE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert set(APPS) <= set(rules["root_packages"])
    floors = next(contract for contract in rules["contracts"] if contract["id"] == "floors")["layers"]
    placed = {part.strip(" ()") for floor in floors for part in floor.split("|")}
    assert set(APPS) <= placed


def test_tests_live_in_a_tree_that_mirrors_the_apps():
    known = {*APPS, "api", "infra", "support", "architecture", "journeys", "data", "browser", "concurrency"}
    folders = {
        path.name for path in (BASE / "tests").iterdir() if path.is_dir() and not path.name.startswith(("_", "."))
    }
    assert folders <= known
    loose = {path.name for path in (BASE / "tests").glob("*.py")} - {
        "__init__.py",
        "conftest.py",
        "factories.py",
        "cases.py",
    }
    assert loose == set()


def test_no_test_hides_in_a_file_pytest_does_not_collect():
    strays = [
        str(path.relative_to(BASE))
        for path in (BASE / "tests").rglob("*.py")
        if not path.name.startswith("test_") and "\ndef test_" in path.read_text(encoding="utf-8")
    ]
    assert strays == []


def test_no_test_gets_a_browser_by_the_name_of_its_parameter():
    """A parameter called page, browser or context hides Playwright's fixture, and the test is sorted among the browser's."""
    named = re.compile(r"parametrize\(\s*\(?((?:\s*\"[\w, ]+\",?)+)")
    texts = {path: path.read_text(encoding="utf-8") for path in (BASE / "tests").rglob("test_*.py")}
    taken = {"page", "browser", "context"}
    found = {
        str(path)
        for path, text in texts.items()
        for names in named.findall(text)
        if taken & set(re.findall(r"\w+", names))
    }
    assert found == set()

"""docs/security.md speaks of files, tests, parameters, variables and settings: each must exist, and each control must have its proof."""

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest
from django.conf import settings

from core.settings_store import DECLARED
from wushan_credit.env import VARIABLES

BASE = Path(__file__).resolve().parents[2]
PAGE = BASE / "docs" / "security.md"
TEXT = PAGE.read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([^`\n]+)`", TEXT)))
CONTROLS = (
    "8.1.4.1",
    "8.1.4.2",
    "8.1.4.3",
    "8.1.4.4",
    "8.1.4.5",
    "8.1.4.7",
    "8.1.4.8",
    "8.1.4.9",
    "8.1.4.10",
    "8.1.4.11",
    "8.1.5",
)
PARAMETER = re.compile(r"[a-z_]+\.[a-z_]+")
VARIABLE = re.compile(r"[A-Z][A-Z_]+")


@lru_cache(maxsize=64)
def proofs_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def exists(name: str) -> bool:
    """A test, a file, a parameter, an environment variable or a setting."""
    path, _, test = name.partition("::")
    if test:
        return (BASE / path).is_file() and test in proofs_in(BASE / path)
    if "/" in name or name in ("Dockerfile", "docker-compose.yml", "requirements.txt"):
        return (BASE / name).is_file()
    if PARAMETER.fullmatch(name):
        return name in DECLARED
    return bool(VARIABLE.fullmatch(name)) and (name in {one.name for one in VARIABLES} or hasattr(settings, name))


@pytest.mark.parametrize("name", NAMED)
def test_what_the_page_names_exists(name):
    assert exists(name)


@pytest.mark.parametrize(
    "name",
    [
        "tests/infra/test_security_page.py::test_nothing", "tests/infra/none.py", "accounts.second_factor_rolls", "NO_SUCH_SETTING",
        "accounts/none.py", "just words",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_found(name):
    assert not exists(name)


def rows() -> list[list[str]]:
    """Cells of the rows of all tables with four columns."""
    lines = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith("| 要求")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if len(row) == 4]


def test_every_control_that_software_meets_names_its_code_and_its_proof():
    assert len(rows()) >= 30
    for requirement, _, code, proof in rows():
        assert re.search(r"`[\w./-]+`", code), requirement
        assert re.search(r"`tests/[\w/]+\.py::test_\w+`", proof), requirement


@pytest.mark.parametrize("control", CONTROLS)
def test_no_control_of_the_third_level_is_left_out(control):
    assert control in TEXT


def test_every_parameter_of_safety_stands_on_the_page():
    keys = {key for key, one in DECLARED.items() if one.group == "登录安全"}
    assert keys - set(NAMED) == set()


def test_what_the_operator_must_do_is_said():
    duties = TEXT.partition("## 十、")[2]
    for word in ("备份", "证书", "杀毒", "补丁", "测评", "密钥"):
        assert word in duties

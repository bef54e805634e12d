"""The house stays a house: short files, short functions, no data about private life, no admin past the services."""

import ast
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin

from core.admin import HouseAdmin

ROOT = Path(__file__).resolve().parents[2]
HOUSE = (*settings.HOUSE, "wushan_credit")
FILE_LINES, FUNCTION_LINES = 400, 60
PRIVATE_LIFE = (
    "宗教", "信仰", "血型", "基因", "指纹", "病史", "信访", "献血", "消费", "社交", "家庭", "婚姻", "民族", "政治面貌",
    "religion", "blood", "gene", "fingerprint", "disease", "marriage", "family", "ethnic",
)  # fmt: skip


def python_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split() if "/migrations/" not in name and (ROOT / name).exists()]


def test_no_file_is_longer_than_a_person_reads_at_once():
    long = {
        str(path.relative_to(ROOT)): count
        for path in python_files()
        if (count := len(path.read_text().splitlines())) > FILE_LINES
    }
    assert not long


def test_no_function_is_longer_than_a_screen():
    long = {}
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > FUNCTION_LINES:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = length
    assert not long


def test_no_field_of_any_table_is_about_private_life():
    """国办发〔2020〕49号, 征信业管理条例第十四条: what must not be collected has no place to be stored."""
    found = [
        f"{model._meta.label}.{field.name}"
        for app in HOUSE
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        for word in PRIVATE_LIFE
        if word in f"{field.name} {getattr(field, 'verbose_name', '')}".lower()
    ]
    assert not found


def test_every_field_that_people_see_has_a_chinese_name():
    english = [
        f"{model._meta.label}.{field.name}"
        for app in HOUSE
        for model in apps.get_app_config(app).get_models()
        if not model._meta.model_name.endswith("event") or model._meta.model_name == "linkedevent"
        for field in model._meta.local_fields
        if not field.primary_key and str(field.verbose_name).isascii()
    ]
    assert not english


@pytest.mark.parametrize("app", HOUSE)
def test_every_list_of_the_staff_site_keeps_the_customs_of_the_house(app):
    """Nothing is deleted, and no change is written past a service."""
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label == app:
            assert isinstance(model_admin, HouseAdmin), model._meta.label
            assert not model_admin.actions or "delete_selected" not in dict.fromkeys(model_admin.actions)


def test_what_is_not_ours_has_no_list_in_the_staff_site_menu():
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label not in HOUSE:
            assert not getattr(model_admin, "menu_group", ""), model._meta.label

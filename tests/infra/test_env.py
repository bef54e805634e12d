"""The system starts with a right environment or not at all, and says why."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from wushan_credit import env
from wushan_credit.env_kinds import redis_numbers

BASE = Path(__file__).resolve().parents[2]
KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
LONG = "x9-aB3_cD4.eF5gH6iJ7kL8mN9oP0qR1sT2uV3wX4yZ5aB6cD7eF8"
PRODUCTION = {
    "WUSHAN_MODE": "production",
    "SECRET_KEY": LONG,
    "FIELD_KEYS": f"k2:{KEY},k1:{KEY}",
    "SEAL_KEY": KEY,
    "ALLOWED_HOSTS": "credit.example.gov.cn, 10.1.2.3",
    "SITE_URL": "https://credit.example.gov.cn",
    "DATABASE_URL": "postgres://wushan:pw@db:5432/wushan",
    "REDIS_URL": "redis://:pw@queue:6379/0",
}


def complaint(source):
    with pytest.raises(ImproperlyConfigured) as caught:
        env.load(source)
    return str(caught.value)


def test_local_mode_needs_nothing():
    values = env.load({})
    assert values["WUSHAN_MODE"] == "local"
    assert values["DEBUG"] is False
    assert "localhost" in values["ALLOWED_HOSTS"]


def test_a_complete_production_environment_is_read_with_types():
    values = env.load(PRODUCTION)
    assert list(values["FIELD_KEYS"]) == ["k2", "k1"]
    assert values["FIELD_KEYS"]["k1"] == values["SEAL_KEY"] == bytes(range(32))
    assert values["ALLOWED_HOSTS"] == ["credit.example.gov.cn", "10.1.2.3"]


@pytest.mark.parametrize("hosts", ["*", ".example.gov.cn", "[::1],127.0.0.1,localhost", "credit-1.example.gov.cn"])
def test_every_way_to_write_a_host_is_taken(hosts):
    assert env.load({"ALLOWED_HOSTS": hosts})["ALLOWED_HOSTS"] == hosts.split(",")


def test_origins_and_a_folder_are_taken_as_they_are_written():
    values = env.load({"CSRF_TRUSTED_ORIGINS": "https://a.gov.cn, http://10.1.2.3:8080", "MEDIA_ROOT": "/data/media"})
    assert values["CSRF_TRUSTED_ORIGINS"] == ["https://a.gov.cn", "http://10.1.2.3:8080"]
    assert values["MEDIA_ROOT"] == "/data/media"


@pytest.mark.parametrize("name", [variable.name for variable in env.VARIABLES if variable.required])
def test_production_names_each_missing_variable(name):
    source = {key: value for key, value in PRODUCTION.items() if key != name}
    assert f"{name} 没有设置" in complaint(source)


def test_all_problems_are_told_at_once():
    text = complaint(PRODUCTION | {"SEAL_KEY": "", "UPLOAD_MAX_MB": "20M", "LOG_LEVEL": "loud"})
    assert {"SEAL_KEY", "UPLOAD_MAX_MB", "LOG_LEVEL"} <= set(text.replace("  - ", "").split())


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("WUSHAN_MODE", "prod", "只能是 local、production、test 之一"),
        ("WUSHAN_TODAY", "31.3.2026", "2026-03-31 这样的日期"),
        ("DEBUG", "maybe", "请写 1（是）或 0（否）"),
        ("HSTS_SECONDS", "-1", "非负整数"),
        ("SESSION_HOURS", "0", "正整数"),
        ("UPLOAD_MAX_MB", "0", "正整数"),
        ("UPLOAD_MAX_MB", "20M", "正整数"),
        ("ALLOWED_HOSTS", "https://credit.example.gov.cn", "只写域名或地址"),
        ("ALLOWED_HOSTS", "credit.example.gov.cn:8000", "只写域名或地址"),
        ("CSRF_TRUSTED_ORIGINS", "credit.example.gov.cn", "带 https://"),
        ("CSRF_TRUSTED_ORIGINS", "https://credit.example.gov.cn/admin/", "不带路径"),
        ("MEDIA_ROOT", "uploads", "以 / 开头"),
        ("SITE_URL", "credit.example.gov.cn", "http:// 或 https://"),
        ("DATABASE_URL", "mysql://x@y/z", "postgres:// 或 postgresql://"),
        ("REDIS_URL", "redis://host:6379/main", "库的编号"),
        ("API_RATE_USER", "many", "600/min"),
        ("SEAL_KEY", "c2hvcnQ=", "32 字节"),
        ("SEAL_KEY", "不是 base64", "32 字节"),
        ("FIELD_KEYS", KEY, "编号:Base64 密钥"),
        ("FIELD_KEYS", f"a:{KEY},a:{KEY}", "不重复"),
        ("SECRET_KEY", "secret", "至少 50 个随机字符"),
        ("SECRET_KEY", "a" * 80, "太简单"),
    ],
)
def test_a_wrong_value_is_refused_with_a_hint(name, value, hint):
    text = complaint({name: value})
    assert name in text
    assert hint in text


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "SEAL_KEY", "DATABASE_URL", "REDIS_URL"])
def test_a_wrong_secret_is_never_repeated(name):
    assert "hunter2" not in complaint({name: "hunter2"})


def test_a_misspelt_name_is_found():
    assert "不认识环境变量 WUSHAN_MOD，是不是 WUSHAN_MODE？" in complaint({"WUSHAN_MOD": "production"})


@pytest.mark.parametrize(
    ("extra", "hint"),
    [
        ({"DEBUG": "1"}, "DEBUG 在正式运行时不得打开"),
        ({"WUSHAN_TODAY": "2026-03-31"}, "WUSHAN_TODAY 在正式运行时不得设置"),
        ({"ALLOWED_HOSTS": "*"}, "不得用 *"),
    ],
)
def test_production_refuses_what_is_only_for_trials(extra, hint):
    assert hint in complaint(PRODUCTION | extra)


def test_queue_results_and_cache_get_their_own_numbers():
    assert redis_numbers("redis://:pw@host:6379") == tuple(f"redis://:pw@host:6379/{number}" for number in (0, 1, 2))
    assert redis_numbers("rediss://host/7")[2] == "rediss://host/9"


def test_manage_py_shows_the_sentences_and_no_traceback():
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=BASE,
        env=os.environ | {"SESSION_HOURS": "ten"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("环境变量有误，系统没有启动：")
    assert "Traceback" not in done.stderr

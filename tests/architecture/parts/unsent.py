"""The address that offers again what was typed before a sign-in ended."""

from __future__ import annotations

from tests.architecture.doors import EVERYBODY, Door

DOORS = {"unsent": Door(EVERYBODY, "刚才没有提交成的内容（只有本人看得到）", 302)}

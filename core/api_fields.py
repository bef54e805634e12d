"""Fields of API answers for what somebody typed: identity, telephone and card numbers in it are masked on the way out."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.masking import scrub


class ScrubbedText(serializers.CharField):
    """One text."""

    def to_representation(self, value: Any) -> str:
        return scrub(super().to_representation(value))


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class ScrubbedTexts(serializers.Field):
    """Name → text, one level deep."""

    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        return {name: scrub(text) if isinstance(text, str) else text for name, text in value.items()}

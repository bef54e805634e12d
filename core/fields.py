"""Model field for text that must not lie readable in the database."""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from core import crypto


class SecretText(str):
    """A text that does not show itself in a repr (tracebacks, logs, the debugger). str() and f-strings still give the value:
    showing it is then somebody's decision. `token` is the stored form it came from, "" when it is new."""

    __slots__ = ("token",)
    token: str

    def __new__(cls, text: str, token: str = "") -> SecretText:
        made = super().__new__(cls, text)
        made.token = token
        return made

    def __repr__(self) -> str:
        return "<密文>" if self else "''"

    def __reduce__(self) -> tuple[type[SecretText], tuple[str, str]]:
        return (SecretText, (str(self), self.token))


class SecretAttribute(DeferredAttribute):
    """Wraps whatever is assigned, so that a value is hidden before it was ever saved."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class EncryptedTextField(models.TextField):
    """Text encrypted by core.crypto. Empty stays empty and readable as such; everything else is sealed.

    An unchanged value keeps its stored form on save (no false row in the history), unless it was sealed with an old key.
    It can be tested for emptiness (`field=""`, isnull) but not searched: use a column with core.crypto.blind_index.
    """

    descriptor_class = SecretAttribute

    def to_python(self, value: Any) -> SecretText | None:
        """Wrap plain text; None stays None."""
        if value is None or isinstance(value, SecretText):
            return value
        return SecretText(str(value))

    def from_db_value(self, value: str | None, expression: Any, connection: BaseDatabaseWrapper) -> SecretText | None:
        """Open the stored form."""
        return None if value is None else SecretText(crypto.decrypt(value), value)

    def get_prep_value(self, value: Any) -> Any:
        """Seal for storage; expressions pass through untouched."""
        if value is None or value == "" or hasattr(value, "resolve_expression"):
            return value
        token = getattr(value, "token", "")
        if token and crypto.vault().is_current(token):
            return token
        return crypto.encrypt(str(value))

    def get_lookup(self, lookup_name: str) -> Any:
        """Only `isnull` and `exact` (for the empty text) have a meaning on sealed values."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        if lookup_name == "exact":
            return _ExactEmpty
        self._refuse()

    def get_transform(self, lookup_name: str) -> Any:
        """No function of the database can look into a sealed value."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise FieldError(f"{self.name} is encrypted: search by its blind index (core.crypto.blind_index) instead")


class _ExactEmpty(models.lookups.Exact):
    """`field=""` finds rows without a value; comparing with any other text would never match and is refused."""

    def get_prep_lookup(self) -> Any:
        if self.rhs == "":
            return ""
        raise FieldError(
            "an encrypted field can only be compared with the empty text; search by its blind index instead"
        )

"""What all tests of the ledger and its reporting share."""

import pytest


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """Nobody logs in by password here; hashing one slowly on purpose would only make the tests slow."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

"""A client of the API with a token of somebody."""

from datetime import timedelta

from rest_framework.test import APIClient

from accounts.models import ApiToken
from core import clock


def machine(user, *scopes: str) -> APIClient:
    """A machine that acts for the user within the scopes."""
    plain = ApiToken.fresh()
    ApiToken.objects.create(
        user=user,
        name="试验",
        digest=ApiToken.hash(plain),
        scopes=list(scopes),
        expires_at=clock.now() + timedelta(days=400),
    )
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {plain}")
    return client

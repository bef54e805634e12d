"""How machines sign in: "Authorization: Token …". A token acts with its owner's rights, narrowed to its scopes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.services import token_used

KEYWORD = "Token"
_REFUSED = "接口令牌无效、已停用或已过期。请向系统管理员申请新的令牌。"


class TokenAuthentication(BaseAuthentication):
    """Finds the token by its hash. One answer for every reason, so that nothing can be learnt by trying."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """User and token; None when the request carries no token of ours."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != KEYWORD.lower().encode():
            return None
        if len(parts) != 2:
            raise AuthenticationFailed(
                "请求头应写成“Authorization: Token 令牌”，令牌中没有空格。", code="token_malformed"
            )
        digest = ApiToken.hash(parts[1].decode("latin-1"))
        token = ApiToken.objects.select_related("user__section").filter(digest=digest).first()
        if token is None or not token.is_live or not token.user.is_active:
            raise AuthenticationFailed(_REFUSED, code="token_refused")
        token_used(token=token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Makes the answer 401 rather than 403."""
        return KEYWORD


class HasScope(BasePermission):
    """A view that names `read_scope` and `write_scope` lets only tokens with them through; people in a browser have no scopes.

    A token on a view without scopes is refused: default is closed.
    """

    message = "这个接口令牌没有这项权限范围。请向系统管理员申请包含该范围的令牌。"

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the token's scopes cover the request."""
        if not isinstance(request.auth, ApiToken):
            return bool(request.user and request.user.is_authenticated)
        scope = getattr(view, "read_scope" if request.method in SAFE_METHODS else "write_scope", "")
        return bool(scope) and scope in request.auth.scopes


class HasRight(BasePermission):
    """The token's owner must hold the permission that the view names as `read_perm` or `write_perm`; a view without one is closed."""

    message = "这个令牌的用户没有这项权限。请由有权限的用户办理，或者向系统管理员申请。"

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the person behind the token may do this at all; scopes only narrow it."""
        perm = getattr(view, "read_perm" if request.method in SAFE_METHODS else "write_perm", "")
        return bool(perm) and bool(request.user.has_perm(perm))


class TokenScheme(OpenApiAuthenticationExtension):
    """The token in the OpenAPI document."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """An API key in the Authorization header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "写成“Token 令牌”。令牌由系统管理员签发，只显示一次。",
        }

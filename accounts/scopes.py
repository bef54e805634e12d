"""What a machine's token may be allowed: narrower than the rights of the person it acts for."""

READ, WRITE, JOBS = "decisions:read", "decisions:write", "jobs:read"

SCOPES: dict[str, str] = {READ: "查询决定", WRITE: "登记决定", JOBS: "查询导入任务"}


def register_scope(code: str, label: str) -> None:
    """Add a scope; called by an app whose API needs one more."""
    SCOPES[code] = label

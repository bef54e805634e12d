"""What a machine's token may be allowed: narrower than the rights of the person it acts for."""

READ, WRITE, JOBS = "decisions:read", "decisions:write", "jobs:read"
SUBJECTS, RECORDS, MONTHS, RATES, LOOKUPS = (
    "subjects:read",
    "records:read",
    "months:read",
    "rates:read",
    "lookups:read",
)

SCOPES: dict[str, str] = {
    READ: "查询决定",
    WRITE: "登记决定",
    JOBS: "查询导入任务",
    SUBJECTS: "查询信用主体",
    RECORDS: "查询信用记录",
    MONTHS: "查询月结",
    RATES: "查询三率",
    LOOKUPS: "查询信用查询结果",
}

"""The sections every installation starts with; the administrator renames or adds."""

SECTIONS = (
    ("credit-office", "公共法律服务管理科（信用办）", 10),
    ("public-legal-service", "公共法律服务管理科（业务）", 20),
    ("approval", "行政审批科", 30),
    ("legal-affairs", "行政执法协调监督科", 40),
    ("legal-aid", "法律援助中心", 50),
    ("finance", "装备财务科", 60),
)

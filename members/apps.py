from core.apps import HouseAppConfig


class MembersConfig(HouseAppConfig):
    name = "members"
    verbose_name = "机构与人员账号"

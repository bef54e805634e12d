from core.apps import HouseAppConfig


class MembersConfig(HouseAppConfig):
    name = "members"
    verbose_name = "机构与人员账号"

    def ready(self) -> None:
        super().ready()
        from members import obliged  # noqa: F401 - registers its rule

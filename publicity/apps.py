from core.apps import HouseAppConfig


class PublicityConfig(HouseAppConfig):
    name = "publicity"
    verbose_name = "双公示"

    def ready(self) -> None:
        super().ready()
        from publicity import corrections  # noqa: F401 - says how records of decisions are corrected

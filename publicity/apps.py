from core.apps import HouseAppConfig


class PublicityConfig(HouseAppConfig):
    name = "publicity"
    verbose_name = "双公示"

    def ready(self) -> None:
        super().ready()
        from publicity import corrections, papers, receivers  # noqa: F401 - how records of decisions are corrected, who sees their papers

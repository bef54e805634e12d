from core.apps import HouseAppConfig


class SafeguardsConfig(HouseAppConfig):
    name = "safeguards"
    verbose_name = "安全防护"

    def ready(self) -> None:
        super().ready()
        from safeguards import listening  # noqa: F401 - connects its receiver

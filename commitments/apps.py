from core.apps import HouseAppConfig


class CommitmentsConfig(HouseAppConfig):
    name = "commitments"
    verbose_name = "信用承诺"

    def ready(self) -> None:
        super().ready()
        from commitments import record_pages  # noqa: F401 - who sees the promise behind a record

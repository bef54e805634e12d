"""PostgreSQL and Valkey from wheels, for a newcomer's machine and for the tests.

``ensure(base_dir)`` finds the running engines or starts them and keeps them alive as long as this process lives.
Standard library only: dev.py uses it too. Production never comes here, because DATABASE_URL and REDIS_URL are set there.
"""

from wushan_credit.engines.errors import EngineError
from wushan_credit.engines.lifetime import Urls, ensure, forget, status, stop_now

__all__ = ["EngineError", "Urls", "ensure", "forget", "status", "stop_now"]

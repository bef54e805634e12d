"""Several people at once, each on a real connection of his own. Needs a test that really commits (transaction=True)."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def together(*works: Callable[[], Any]) -> list[Any]:
    """Run the works in threads with their own connections; gives what they returned, raises what they raised."""
    results: list = [None] * len(works)
    errors: list = []

    def run(number, work):
        try:
            results[number] = work()
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results

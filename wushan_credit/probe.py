"""The container asks its own web server whether it is ready. Exit 0 yes, 1 no. Standard library only."""

import os
import sys
import urllib.error
import urllib.request

ADDRESS = "http://127.0.0.1:8000/readyz"


def main() -> int:
    """Ask under a host name the site answers to, as the real visitors do."""
    host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request(ADDRESS, headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=8):
            return 0
    except urllib.error.HTTPError as error:
        sys.stderr.write(error.read().decode(errors="replace"))
    except OSError as error:
        sys.stderr.write(f"{error}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())

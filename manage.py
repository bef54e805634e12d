#!/usr/bin/env python
"""Django's command line. Finds the running embedded engines by itself, or starts them for the time of the command."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wushan_credit.settings")
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("没有找到 Django。请先运行 python3 dev.py setup，然后用 .venv/bin/python manage.py …")
    try:
        settings.MODE  # noqa: B018 - reading the first setting loads them all
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))  # sentences for the operator; a traceback would bury them
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

"""Where the checked rows of a job wait for the confirmation: one file beside the job's source, gone when the job is over."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import default_storage

from exchange.models import Job


def _path(job: Job) -> Path:
    return Path(default_storage.path(f"jobs/{job.public_id}/staged"))


@contextlib.contextmanager
def writing_staged(job: Job) -> Iterator[BinaryIO]:
    """Write the staged rows; the file appears only when the block ends well. Readable by the house's own user only."""
    path = _path(job)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb", buffering=1024 * 1024) as stream:
            yield stream
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def open_staged(job: Job) -> BinaryIO | None:
    """The staged rows for reading, or None when there are none (never written, or swept away)."""
    with contextlib.suppress(FileNotFoundError):
        return _path(job).open("rb")
    return None


def drop_staged(job: Job) -> None:
    """Remove the staged rows; the source and the report stay."""
    _path(job).unlink(missing_ok=True)

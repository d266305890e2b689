"""Locks on files that the kernel releases when their holder ends, however it ends."""

import fcntl
import os
import struct
from pathlib import Path

_FLOCK = "hhqqi4x"  # type, whence, start, length, pid


class Lock:
    """An open file description lock, held until `release`. Children that inherit the descriptor by fork share it."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def shared(self) -> "Lock":
        """Wait for a share of the lock."""
        return self._take(fcntl.F_RDLCK, wait=True)

    def exclusive(self) -> "Lock":
        """Wait for the whole lock."""
        return self._take(fcntl.F_WRLCK, wait=True)

    def try_exclusive(self) -> bool:
        """Take the whole lock if nobody else holds any of it."""
        try:
            self._take(fcntl.F_WRLCK, wait=False)
        except BlockingIOError:
            return False
        return True

    def held_by_others(self) -> bool:
        """Whether anybody but this holder has the lock or a share of it."""
        answer = fcntl.fcntl(self._handle, fcntl.F_OFD_GETLK, _request(fcntl.F_WRLCK))
        return bool(struct.unpack(_FLOCK, answer)[0] != fcntl.F_UNLCK)

    def release(self) -> None:
        os.close(self._handle)

    def __enter__(self) -> "Lock":
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _take(self, kind: int, *, wait: bool) -> "Lock":
        fcntl.fcntl(self._handle, fcntl.F_OFD_SETLKW if wait else fcntl.F_OFD_SETLK, _request(kind))
        return self


def _request(kind: int) -> bytes:
    return struct.pack(_FLOCK, kind, os.SEEK_SET, 0, 0, 0)

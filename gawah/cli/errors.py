"""What the machine refuses, as sentences: a full disk, a file that may not be written, a database that is no more."""

from __future__ import annotations

import errno
from sqlite3 import Error as SQLiteError

_FULL = "the disk is full: make room, then give the same command again"
_SYSTEM = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: "may only be read: give a folder that can be written, or make this one so",
    errno.EACCES: "may not be opened by you: see whose it is, or give the command as its owner",
    errno.EPERM: "may not be changed by you: see whose it is, or give the command as its owner",
    errno.ENOENT: "is not there: see that every folder it lies in is",
    errno.ENOTDIR: "lies in a file, not in a folder: name another folder",
    errno.EISDIR: "is a folder, not a file: name another file",
    errno.EEXIST: "is there already, and is something else: name another folder, or move it away",
    errno.ENAMETOOLONG: "has too long a name: name a shorter one",
    errno.EMFILE: "cannot be opened, since too many files are open: allow more with `ulimit -n 4096`",
    errno.EINVAL: "is not what Gawah made there: move it away, then give the same command again",
    errno.ELOOP: "is a link that leads back to itself: remove it",
}
# What SQLite says (https://www.sqlite.org/rescode.html), and what to do about it.
_DATABASE = {
    "no such": "a database is not there, or older than this version: put it back from a backup, or run `gawah migrate`",
    "unable to open": "a database cannot be opened: see that the home's folder db/ is there, and who owns it",
    "not a database": "a database is damaged: put the home's folder db/ back from a backup",
    "malformed": "a database is damaged: put the home's folder db/ back from a backup",
    "readonly": "a database may only be read: see whose the home's folder db/ is, or give the command as its owner",
    "is full": _FULL,
    "disk I/O": "a database could not be written: see whether the disk is full or failing, then give the command again",
    "locked": "another command is writing to the database: wait for it, then give this one again",
}


def sentence(error: BaseException) -> str:
    """What happened, where, and what to do; empty for an error that is none of the machine's."""
    if isinstance(error, UnicodeEncodeError):
        return "something given on the command line is no UTF-8 text: type it again"
    if isinstance(error, OSError):
        said = _SYSTEM.get(error.errno or 0, "")
        return f"{_shown(error.filename)} {said}" if said and said != _FULL and error.filename else said
    return _of_database(error)


def _of_database(error: BaseException) -> str:
    cause = error if isinstance(error, SQLiteError) else error.__cause__
    if not isinstance(cause, SQLiteError):
        return ""
    return next((said for part, said in _DATABASE.items() if part in str(cause)), "")


def _shown(name: object) -> str:
    return str(name).encode(errors="replace").decode()

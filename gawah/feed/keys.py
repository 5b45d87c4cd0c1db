"""The signing keys: four TUF roles, one Ed25519 key each, and the chain of root metadata that names them.

In the keys folder lie ``{role}-{first 16 digits of the key id}.pem`` (PKCS #8, mode 0600) and every
``{n}.root.json`` since the first. The newest root says which keys count; a key file it does not name is left
over from a step that was cut short, and is ignored. So each change happens at one moment: with the new root.
"""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, get_args

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.signer import CryptoSigner, Key
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root

from gawah.core.files import is_temporary, remove, write_atomic
from gawah.feed.errors import KeysDamaged, KeysExist, KeysMissing, RootKeyAway, WrongKey

RoleName = Literal["root", "targets", "snapshot", "timestamp"]
ROLES: tuple[RoleName, ...] = get_args(RoleName)

ROOT_LASTS = timedelta(days=3 * 365)
#: Time left from which ``renew`` makes a new root, if the root key is there.
ROOT_RENEWED_WITHIN = timedelta(days=365)


def fingerprint(root: bytes) -> str:
    """What people compare: the SHA-256, in hex, of the bytes of ``1.root.json``."""
    return hashlib.sha256(root).hexdigest()


@dataclass(frozen=True)
class RoleKey:
    """One line of ``gawah keys show``."""

    role: RoleName
    key_id: str
    here: bool  # the private key is on this machine


@dataclass(frozen=True)
class Keys:
    """A keys folder as it was when loaded. Holds no secret: private keys are read to sign."""

    folder: Path
    roots: tuple[bytes, ...]  # 1.root.json, 2.root.json, ... as they are in the folder

    @classmethod
    def load(cls, folder: Path) -> Keys:
        """Read a keys folder and check that each root is signed by the one before.

        :raises KeysMissing: there is no ``1.root.json``.
        :raises KeysDamaged: a root cannot be read or does not follow.
        """
        roots: list[bytes] = []
        for number in itertools.count(1):
            file = folder / f"{number}.root.json"
            if not file.is_file():
                break
            data = file.read_bytes()
            _check_follows(file, data, roots[-1] if roots else data, number)
            roots.append(data)
        if not roots:
            raise KeysMissing(
                f"There are no signing keys in {folder}: restore that folder, or make keys with gawah init."
            )
        return cls(folder, tuple(roots))

    @property
    def fingerprint(self) -> str:
        """The fingerprint that stays the same through every rotation."""
        return fingerprint(self.roots[0])

    @property
    def root(self) -> Root:
        """The newest root: which keys count, and until when."""
        return _parse(self.roots[-1]).signed

    def state(self) -> tuple[RoleKey, ...]:
        """One entry a role, in the order of ``ROLES``."""
        root = self.root
        ids = {role: root.roles[role].keyids[0] for role in ROLES}
        return tuple(RoleKey(role, ids[role], self._file(role, ids[role]).is_file()) for role in ROLES)

    def signer(self, role: RoleName) -> CryptoSigner:
        """The private key of a role, read from its file.

        :raises RootKeyAway: the root key was moved off this machine.
        :raises KeysDamaged: the file of another role is missing or holds something else.
        """
        key_id = self.root.roles[role].keyids[0]
        file = self._file(role, key_id)
        try:
            return _read_key(file, self.root.keys[key_id])
        except FileNotFoundError as error:
            if role == "root":
                raise RootKeyAway(
                    "The root key is not on this machine: bring it back with gawah keys import-root FILE."
                ) from error
            raise KeysDamaged(f"{file} is missing: restore it, or run gawah keys rotate {role}.") from error
        except WrongKey as error:
            raise KeysDamaged(f"{error} Restore it, or run gawah keys rotate {role}.") from error

    def rotate(self, role: RoleName, now: datetime) -> Keys:
        """Give a role a new key, by a new root, and delete the former key. For root both keys sign.

        What the former key signed no longer counts: sign the feed anew right after.

        :raises RootKeyAway: the root key is not on this machine.
        """
        old_id = self.root.roles[role].keyids[0]
        root_signer = self.signer("root")
        new = CryptoSigner.generate_ed25519()
        _write_key(self._file(role, new.public_key.keyid), new.private_bytes)

        def change(root: Root) -> None:
            root.revoke_key(old_id, role)
            root.add_key(new.public_key, role)

        signers = [root_signer, new] if role == "root" else [root_signer]
        keys = self._next_root(signers, now, change)
        keys._forget(role, new.public_key.keyid)
        return keys

    def renew_root(self, now: datetime) -> Keys:
        """The same keys for another three years, by a new root.

        :raises RootKeyAway: the root key is not on this machine.
        """
        return self._next_root([self.signer("root")], now)

    def renew(self, now: datetime) -> Keys:
        """A new root if this one ends within a year and its key is here; else the keys as they are."""
        away = not self.state()[0].here
        return self if away or self.root.expires - now > ROOT_RENEWED_WITHIN else self.renew_root(now)

    def export_root(self, file: Path) -> None:
        """Move the root key to ``file`` (mode 0600): written, read back, and only then deleted here.

        :raises RootKeyAway: it is not here.
        :raises KeysExist: there is something at ``file``, or ``file`` lies in the keys folder.
        :raises WrongKey: the file cannot be written, or does not read back; the key is still here.
        """
        signer = self.signer("root")
        if file.resolve().is_relative_to(self.folder.resolve()):
            raise KeysExist(f"{file} lies in the keys folder: name a file on another disk.")
        if os.path.lexists(file):
            raise KeysExist(f"{file} is already there: name a file that is not.")
        try:
            _write_key(file, signer.private_bytes)
        except OSError as error:
            raise WrongKey(f"{file} cannot be written ({error.strerror}); the key is still here.") from error
        key_id = signer.public_key.keyid
        _read_key(file, self.root.keys[key_id])
        remove(self._file("root", key_id))

    def import_root(self, file: Path) -> None:
        """Bring the root key back from ``file``, which is left as it is.

        :raises WrongKey: ``file`` is missing, holds no key, or a key that is not this feed's root key now.
        """
        key_id = self.root.roles["root"].keyids[0]
        try:
            signer = _read_key(file, self.root.keys[key_id])
        except OSError as error:
            raise WrongKey(f"{file} cannot be read: {error.strerror}.") from error
        _write_key(self._file("root", key_id), signer.private_bytes)

    def _file(self, role: RoleName, key_id: str) -> Path:
        return self.folder / f"{role}-{key_id[:16]}.pem"

    def _forget(self, role: RoleName, key_id: str) -> None:
        """Delete every key of a role but one, and what writes that were cut short left."""
        former = {file for file in self.folder.glob(f"{role}-*.pem") if file != self._file(role, key_id)}
        for file in former | {file for file in self.folder.iterdir() if is_temporary(file.name)}:
            remove(file)

    def _next_root(
        self, signers: list[CryptoSigner], now: datetime, change: Callable[[Root], None] | None = None
    ) -> Keys:
        metadata = _parse(self.roots[-1])
        if change:
            change(metadata.signed)
        metadata.signed.version += 1
        metadata.signed.expires = now.astimezone(UTC) + ROOT_LASTS
        metadata.signatures.clear()
        for signer in signers:
            metadata.sign(signer, append=True)
        data = metadata.to_bytes()
        write_atomic(self.folder / f"{metadata.signed.version}.root.json", data)
        return Keys(self.folder, (*self.roots, data))


def create(folder: Path, now: datetime) -> Keys:
    """Make four keys and the first root in ``folder`` (made too, mode 0700).

    :raises KeysExist: there is a root already.
    """
    if (folder / "1.root.json").exists():
        raise KeysExist(f"There are signing keys in {folder} already: use them, or name another folder.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    signers = {role: CryptoSigner.generate_ed25519() for role in ROLES}
    root = Root(version=1, expires=now.astimezone(UTC) + ROOT_LASTS, consistent_snapshot=True)
    for role, signer in signers.items():
        root.add_key(signer.public_key, role)
        _write_key(folder / f"{role}-{signer.public_key.keyid[:16]}.pem", signer.private_bytes)
    metadata = Metadata(root)
    metadata.sign(signers["root"])
    write_atomic(folder / "1.root.json", metadata.to_bytes())
    return Keys.load(folder)


def _parse(data: bytes) -> Metadata[Root]:
    return Metadata[Root].from_bytes(data)


def _check_follows(file: Path, data: bytes, before: bytes, number: int) -> None:
    try:
        metadata = _parse(data)
        for delegator in (_parse(before).signed, metadata.signed):
            delegator.verify_delegate("root", metadata.signed_bytes, metadata.signatures)
    except (RepositoryError, ValueError, AttributeError) as error:
        raise KeysDamaged(f"{file} is not a root that follows the one before it: restore it.") from error
    if metadata.signed.version != number:
        raise KeysDamaged(f"{file} holds version {metadata.signed.version}: restore it.")


def _read_key(file: Path, public: Key) -> CryptoSigner:
    try:
        private = load_pem_private_key(file.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise WrongKey(f"{file} holds no private key.") from error
    if not isinstance(private, Ed25519PrivateKey) or CryptoSigner(private).public_key.keyid != public.keyid:
        raise WrongKey(f"{file} holds another key than the one the newest root names.")
    return CryptoSigner(private)


def _write_key(file: Path, pem: bytes) -> None:
    write_atomic(file, pem, mode=0o600)

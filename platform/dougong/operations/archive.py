"""The file a backup is: a zip whose manifest names every member with its size and SHA-256.

```
manifest.json          what made it, the schema's version, tables with columns, rows and digest, members
tables/<name>.jsonl    a row a line, see `dougong.operations.rows`
files/<path>           uploaded files as they lie in the store
secret.key             only in an encrypted backup
```
With recipients the zip as a whole is encrypted by age (https://age-encryption.org/v1): the server needs the public key
only, so whoever breaks into it can't read yesterday's backups.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyrage
from pydantic import BaseModel, ConfigDict, ValidationError

from dougong.kit.errors import Invalid, Text, say

FORMAT = 1
MANIFEST = "manifest.json"
KEY = "secret.key"
_MOST_MANIFEST = 64 * 1024 * 1024
_CHUNK = 1024 * 1024
_NAME = re.compile(r"tables/[a-z0-9_]{1,63}\.jsonl|files/[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*|secret\.key")
_AGE = b"age-encryption.org/"
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)
"""What reading a damaged zip raises."""


class Member(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    size: int
    sha256: str


class TableFacts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: list[tuple[str, str]]
    """Name and kind."""
    rows: int
    digest: str


class OneApp(BaseModel):
    """The app that the archive holds, and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    key: str


class Manifest(BaseModel):
    """What a backup says of itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    product: str
    schema_version: str
    database: str
    made_at: str
    tables: dict[str, TableFacts]
    files: int
    members: dict[str, Member]
    app: OneApp | None = None
    """None: the whole installation."""

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


class Writer:
    """Adds members, remembers what they were."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.members: dict[str, Member] = {}

    def add(self, name: str, pieces: Iterable[bytes], *, pack: bool) -> None:
        """One member from its pieces; `pack`: worth compressing."""
        if _NAME.fullmatch(name) is None or ".." in name:
            raise Invalid(
                say(f"不能备份名为“{name}”的文件。", f"A file called “{name}” can't be backed up."), "bad_name"
            )
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED
        sha, size = hashlib.sha256(), 0
        with self._archive.open(info, "w", force_zip64=True) as out:
            for piece in pieces:
                out.write(piece)
                sha.update(piece)
                size += len(piece)
        self.members[name] = Member(size=size, sha256=sha.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        self._archive.writestr(
            MANIFEST, manifest.model_dump_json(indent=1, exclude_defaults=True), zipfile.ZIP_DEFLATED
        )


@contextmanager
def writing(target: Path, recipients: Sequence[str]) -> Iterator[Writer]:
    """A new backup at `target`: whole and on the disk, or not there at all."""
    keys = _recipients(recipients)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    os.close(handle)
    try:
        with zipfile.ZipFile(partial, "w", compresslevel=1) as archive:
            yield Writer(archive)
        if keys:
            sealed = f"{partial}.age"
            try:
                pyrage.encrypt_file(partial, sealed, keys)
                Path(sealed).replace(partial)
            finally:
                Path(sealed).unlink(missing_ok=True)
        _onto_disk(Path(partial))
        Path(partial).replace(target)
        _onto_disk(target.parent)
    finally:
        Path(partial).unlink(missing_ok=True)


class Reader:
    """An opened backup."""

    def __init__(self, archive: zipfile.ZipFile, *, is_encrypted: bool) -> None:
        self._archive = archive
        self.is_encrypted = is_encrypted
        self.manifest = self._manifest()
        self._check_names()

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member, checked against its sum when the last was read."""
        rest = b""
        for piece in self.pieces(name):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
        if rest:
            yield rest

    def pieces(self, name: str) -> Iterator[bytes]:
        """A member in pieces, checked when the last was read."""
        expected = self.manifest.members[name]
        sha, size = hashlib.sha256(), 0
        try:
            with self._archive.open(name) as source:
                while size <= expected.size and (piece := source.read(_CHUNK)):
                    sha.update(piece)
                    size += len(piece)
                    yield piece
        except _BROKEN as error:
            raise _damaged(name) from error
        if (size, sha.hexdigest()) != (expected.size, expected.sha256):
            raise _damaged(name)

    def files(self) -> Iterator[str]:
        """Paths of the uploaded files."""
        return (name.removeprefix("files/") for name in self.manifest.members if name.startswith("files/"))

    def check(self) -> None:
        """Reads everything once."""
        for name in self.manifest.members:
            for _piece in self.pieces(name):
                pass

    def _manifest(self) -> Manifest:
        try:
            info = self._archive.getinfo(MANIFEST)
            if info.file_size > _MOST_MANIFEST:
                raise _damaged(MANIFEST)
            manifest = Manifest.model_validate_json(self._archive.read(info))
        except (KeyError, ValidationError, *_BROKEN) as error:
            raise _damaged(MANIFEST) from error
        if manifest.format > FORMAT:
            raise Invalid(
                say(
                    "备份由更新的版本制作，请用那个版本恢复。",
                    "A newer version made this backup; restore it with that one.",
                ),
                "newer_backup",
            )
        return manifest

    def _check_names(self) -> None:
        there = [name for name in self._archive.namelist() if name != MANIFEST]
        told = self.manifest.members
        tables = {f"tables/{name}.jsonl" for name in self.manifest.tables}
        bad = next((name for name in there if _NAME.fullmatch(name) is None or ".." in name), None)
        if bad is not None or sorted(there) != sorted(told) or not tables <= told.keys():
            raise _damaged(bad or MANIFEST)


@contextmanager
def reading(source: Path, identity: Path | None = None) -> Iterator[Reader]:
    """Opens a backup. `identity`: the file with the secret key of age, for an encrypted one. Raises `Invalid`."""
    with tempfile.TemporaryDirectory(prefix="dougong-backup-") as folder:
        is_encrypted = _is_encrypted(source)
        plain = _decrypted(source, identity, Path(folder)) if is_encrypted else source
        try:
            with zipfile.ZipFile(plain) as archive:
                yield Reader(archive, is_encrypted=is_encrypted)
        except zipfile.BadZipFile as error:
            raise _damaged(source.name) from error


def new_identity() -> tuple[str, str]:
    """→ (what stands in the identity file, the recipient to give to the server)"""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def _recipients(texts: Sequence[str]) -> list[Any]:
    try:
        return [pyrage.x25519.Recipient.from_str(text.strip()) for text in texts]
    except pyrage.RecipientError as error:
        raise Invalid(
            say("收件公钥无效，应以 age1 开头。", "A recipient is no public key of age (age1…)."), "bad_recipient"
        ) from error


def _is_encrypted(source: Path) -> bool:
    try:
        with source.open("rb") as file:
            return file.read(len(_AGE)) == _AGE
    except OSError as error:
        raise Invalid(
            say(f"无法读取 {source}。", f"{source} can't be read: {error.strerror}."), "unreadable"
        ) from error


def _decrypted(source: Path, identity: Path | None, folder: Path) -> Path:
    if identity is None:
        raise Invalid(
            say(
                "备份已加密，请用 --identity 给出私钥文件。",
                "The backup is encrypted: name the key file with --identity.",
            ),
            "identity_needed",
        )
    plain = folder / "backup.zip"
    try:
        keys = [pyrage.x25519.Identity.from_str(line) for line in _secret_lines(identity)]
        pyrage.decrypt_file(str(source), str(plain), keys)
    except (pyrage.IdentityError, pyrage.DecryptError, OSError) as error:
        raise Invalid(
            say("这个私钥打不开备份，或备份已损坏。", "This key doesn't open the backup, or the backup is damaged."),
            "wrong_identity",
        ) from error
    return plain


def _secret_lines(identity: Path) -> list[str]:
    lines = identity.read_text().splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _onto_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _damaged(name: str) -> Invalid:
    sentence: Text = say(
        f"备份已损坏或不完整（{name[:100]}）。", f"The backup is damaged or incomplete ({name[:100]})."
    )
    return Invalid(sentence, "damaged_backup")

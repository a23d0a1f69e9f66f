"""Reads an app package, a zip or a folder, into one JSON document; refuses everything that does not belong there.

A zip comes from outside, so `read_zip` runs in a limited child process (`dougong.kit.childproc`) and never unpacks to
disk. Every file is checked against its published JSON Schema, then by the model behind it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, validators
from pydantic import ValidationError

from dougong.apps import basics
from dougong.apps.documents import depth_of
from dougong.apps.modules import PARTS
from dougong.apps.modules import problems as module_problems
from dougong.apps.package_files import (
    MAX_DEMO_ROWS,
    AppFile,
    PublicLinksFile,
    RecordTemplatesFile,
    RolesFile,
    data_adapter,
    schema_export,
)
from dougong.apps.packs.checking import problems as pack_problems
from dougong.apps.packs.definition import PackFile
from dougong.apps.pages.definition import Page
from dougong.apps.people_file import FILE as PEOPLE
from dougong.apps.people_file import PeopleFile
from dougong.apps.people_file import problems as people_problems
from dougong.apps.tours.checking import of_package as tour_problems
from dougong.apps.tours.definition import Tour
from dougong.kit.errors import FieldError, Invalid, Text, say
from dougong.kit.zips import UNREADABLE
from engines.flow.definition import Flow
from engines.form.definition import DefinitionErrors, load_form
from engines.report.definition import Dashboard

MAX_ENTRIES = 500
MAX_FILE = 8 * 1024 * 1024
MAX_TOTAL = 48 * 1024 * 1024
MAX_RATIO = 200
MAX_DEPTH = 60
_NAME = re.compile(
    r"app\.json|roles\.json|people\.json|(forms|flows|dashboards|pages|record_templates|public_links|tours|packs)/[a-z][a-z0-9_]{0,47}\.json|data/[a-z][a-z0-9_]{0,47}\.(json|csv)"
)
FOLDERS = {
    "forms": "form",
    "flows": "flow",
    "dashboards": "dashboard",
    "pages": "page",
    "record_templates": "record_templates",
    "public_links": "public_links",
    "tours": "tour",
    "packs": "pack",
}
"""What stands in a folder of its own, a file each, and the kind of those files."""
_KIND = {"app.json": "app", "roles.json": "roles", "people.json": "people"}

Package = dict[str, Any]
"""`{"app": {...}, "roles": {...}, "forms": {key: {...}}, "flows": {key: {...}}, "dashboards": {key: {...}},
"pages": {key: {...}}, "record_templates": {form: {...}}, "public_links": {form: {...}}, "tours": {key: {...}},
"packs": {key: {...}}, "people": {...} or absent,
"data": {"customer.json": [...], "contact.csv": "text"}}`"""


def read_zip(path: str) -> Package:
    """The package in a zip file. Raises `Invalid` with what is wrong where."""
    try:
        with zipfile.ZipFile(path) as archive:
            return read_files(_entries(archive))
    except UNREADABLE as error:
        raise Invalid(
            say("这不是有效的应用包（zip）。", "This is not a valid app package (zip)."), "bad_package"
        ) from error


def read_folder(folder: Path) -> Package:
    """The package in a folder of ours (a template). Other files, such as a README, are left alone."""
    found = ((file.relative_to(folder).as_posix(), file) for file in sorted(folder.rglob("*")) if file.is_file())
    return read_files((name, file.read_bytes()) for name, file in found if _NAME.fullmatch(name))


def read_files(files: Iterable[tuple[str, bytes]]) -> Package:
    """The package made of named files, checked."""
    package: Package = {"app": None, "roles": {"schema_version": 1, "roles": [], "grants": []}, "forms": {}}
    package |= {
        "flows": {},
        "dashboards": {},
        "pages": {},
        "record_templates": {},
        "public_links": {},
        "tours": {},
        "packs": {},
        "data": {},
    }
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(f"{name} {len(content)} ".encode() + content)
        value = _csv_text(name, content) if name.endswith(".csv") else _json(name, content)
        folder, _, file = name.rpartition("/")
        if folder == "":
            package[_KIND[name]] = value
        elif folder in FOLDERS:
            package[folder][file.removesuffix(".json")] = value
        else:
            package["data"][file] = value
    if package["app"] is None:
        raise _bad("app.json", "missing", say("应用包里没有 app.json。", "The package has no app.json."))
    found = digest.digest()
    if found in _sound:
        return package
    errors = list(_problems(package)) or list(_pack_problems(package))
    if errors:
        raise Invalid(
            say(f"应用包有 {len(errors)} 处错误。", f"Errors in the package: {len(errors)}."),
            "bad_package",
            errors[:100],
        )
    if len(_sound) < _MOST_SOUND:
        _sound.add(found)
    return package


_sound: set[bytes] = set()
"""Digests of packages that this process has checked already: checking a template of 60 forms takes two seconds."""
_MOST_SOUND = 1_000


def _entries(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES:
        raise _bad("", "too_many_files", say("应用包里的文件太多。", "The package has too many files."))
    seen: set[str] = set()
    total = 0
    for info in infos:
        name = info.filename
        if info.is_dir() and name in (*(f"{folder}/" for folder in FOLDERS), "data/"):
            continue
        if name.casefold() in seen:
            raise _bad(name, "duplicate_file", say(f"文件“{name}”重复。", f"The file “{name}” occurs twice."))
        seen.add(name.casefold())
        _check_entry(info)
        content = _content(archive, info)
        total += len(content)
        if total > MAX_TOTAL:
            raise _bad(name, "too_large", say("应用包展开后过大。", "The package is too large once unpacked."))
        yield name, content


def _check_entry(info: zipfile.ZipInfo) -> None:
    """By the archive's own words; `_content` then holds it to them."""
    name = info.filename
    # the real name, before zipfile cuts it at a NUL byte or turns backslashes round
    if _NAME.fullmatch(name) is None or info.orig_filename != name:
        shown = name[:100]
        raise _bad(
            shown, "unknown_file", say(f"应用包里不能有文件“{shown}”。", f"A package can't hold the file “{shown}”.")
        )
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG) or info.flag_bits & 0x1:
        raise _bad(name, "not_a_file", say(f"“{name}”不是普通文件。", f"“{name}” is not an ordinary file."))
    if info.file_size > MAX_FILE or info.file_size > MAX_RATIO * max(info.compress_size, 100):
        raise _bad(name, "too_large", say(f"文件“{name}”展开后过大。", f"“{name}” is too large once unpacked."))


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as stream:
        content = stream.read(MAX_FILE + 1)
    if len(content) > MAX_FILE or len(content) != info.file_size:
        raise _bad(info.filename, "too_large", say("应用包展开后过大。", "The package is too large once unpacked."))
    return content


def _csv_text(name: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
        rows = sum(1 for _row in csv.reader(io.StringIO(text), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _bad(
            name, "bad_csv", say(f"“{name}”不是 UTF-8 的 CSV 文件。", f"“{name}” is not CSV in UTF-8.")
        ) from error
    if rows > MAX_DEMO_ROWS + 1:
        raise _bad(name, "too_large", say(f"“{name}”的行数过多。", f"“{name}” has too many rows."))
    return text


def _json(name: str, content: bytes) -> Any:
    try:
        value = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_unique_members, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _bad(
            name, "bad_json", say(f"“{name}”不是有效的 JSON：{error}", f"“{name}” is not JSON: {error}")
        ) from error
    if depth_of(value) > MAX_DEPTH:
        raise _bad(name, "too_deep", say(f"“{name}”嵌套过深。", f"“{name}” is nested too deeply."))
    return value


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key occurs twice in one object")
    return made


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _one_of(validator: Any, choices: Any, instance: Any, schema: Any) -> Iterator[Any]:
    """`oneOf`, straight to the choice that the document names (a field's `type`): trying all some 45 kinds of fields
    one after the other takes most of the time, and tells nobody what is wrong with the one that was meant."""
    named = schema.get("discriminator") if isinstance(instance, dict) else None
    wanted = named["mapping"].get(instance.get(named["propertyName"])) if named else None
    if wanted is not None:
        yield from validator.descend(instance, {"$ref": wanted})
    else:
        yield from Draft202012Validator.VALIDATORS["oneOf"](validator, choices, instance, schema)


_extend: Callable[..., Any] = validators.extend  # untyped
_Validator = _extend(Draft202012Validator, {"oneOf": _one_of})


@cache
def _validator(kind: str) -> Any:
    return _Validator(schema_export(kind))


def prepare_child() -> None:
    """Called once in the template of limited children: making the schemas takes a second, which every reader would
    spend anew."""
    for kind in _READERS:
        _validator(kind)


def _problems(package: Package) -> Iterator[FieldError]:
    yield from _app_problems(package)
    yield from _file_problems("roles.json", "roles", package["roles"])
    if "people" in package:
        yield from _people_problems(package)
    for folder, kind in FOLDERS.items():
        for key, document in package[folder].items():
            name = f"{folder}/{key}.json"
            yield from _file_problems(name, kind, document)
            if isinstance(document, dict) and document.get("key") != key:
                message = say("文件名与其中的 key 不同。", "The file's name differs from the key in it.")
                yield FieldError(name, "key_mismatch", message, (name, "key"))
    for key, sentence in tour_problems(package):
        yield FieldError(f"tours/{key}.json", "bad_tour", sentence)
    for folder in ("record_templates", "public_links"):
        for form in package[folder]:
            if form not in package["forms"]:
                message = say(f"没有表单“{form}”。", f"There is no form “{form}”.")
                yield FieldError(f"{folder}/{form}.json", "unknown_form", message)
    for file, rows in package["data"].items():
        form = file.rpartition(".")[0]
        if form not in package["forms"]:
            message = say(f"没有表单“{form}”。", f"There is no form “{form}”.")
            yield FieldError(f"data/{file}", "unknown_form", message)
        if file.endswith(".json"):
            yield from _model_problems(f"data/{file}", "data", rows)  # all its schema says, a hundred times as fast


def _pack_problems(package: Package) -> Iterator[FieldError]:
    """Asked of a package that is sound without them."""
    for key, document in package["packs"].items():
        for sentence in pack_problems(package, PackFile.model_validate(document)):
            yield FieldError(f"packs/{key}.json", "bad_pack", sentence)


def _app_problems(package: Package) -> Iterator[FieldError]:
    found = list(_file_problems("app.json", "app", package["app"]))
    yield from found
    if not found:
        modules = AppFile.model_validate(package["app"]).modules
        for sentence in module_problems(modules, {part: package[part] for part in PARTS}):
            yield FieldError("app.json", "bad_module", sentence, ("app.json", "modules"))
        for sentence in basics.problems(package["app"].get("basics", ()), package["data"]):
            yield FieldError("app.json", "bad_basics", sentence, ("app.json", "basics"))


def _people_problems(package: Package) -> Iterator[FieldError]:
    found = list(_file_problems(PEOPLE, "people", package["people"]))
    yield from found
    if not found:
        roles = {str(role.get("key")) for role in package["roles"].get("roles", []) if isinstance(role, dict)}
        yield from people_problems(PeopleFile.model_validate(package["people"]), roles)


def _file_problems(name: str, kind: str, document: Any) -> Iterator[FieldError]:
    """What the published schema says, and, when it is content, what the model says."""
    found = False
    for error in list(_validator(kind).iter_errors(document))[:20]:
        found = True
        text = error.message[:300]
        yield FieldError(
            name, "schema", say(f"不符合规范：{text}", f"Not as the schema says: {text}"), (name, *error.absolute_path)
        )
    if not found:
        yield from _model_problems(name, kind, document)


_READERS: dict[str, Callable[[Any], Any]] = {
    "app": AppFile.model_validate,
    "roles": RolesFile.model_validate,
    "flow": Flow.model_validate,
    "dashboard": Dashboard.model_validate,
    "page": Page.model_validate,
    "record_templates": RecordTemplatesFile.model_validate,
    "public_links": PublicLinksFile.model_validate,
    "pack": PackFile.model_validate,
    "people": PeopleFile.model_validate,
    "tour": Tour.model_validate,
    "data": data_adapter.validate_python,
    "form": load_form,
}
"""Who reads a kind of file."""


def _model_problems(name: str, kind: str, document: Any) -> Iterator[FieldError]:
    try:
        _READERS[kind](document)
    except ValidationError as error:
        for each in error.errors(include_url=False)[:20]:
            yield FieldError(name, "invalid", say(each["msg"], each["msg"]), (name, *each["loc"]))
    except DefinitionErrors as error:
        for problem in error.problems[:20]:
            yield FieldError(name, problem.code, _text(problem.message), (name, *problem.path))


def _text(message: Mapping[str, str]) -> Text:
    return say(message["zh-CN"], message["en"])


def _bad(name: str, code: str, sentence: Text) -> Invalid:
    return Invalid(sentence, "bad_package", [FieldError(name, code, sentence)])

"""Problems of records, in the words of the HTTP API; the same for every door."""

from __future__ import annotations

from collections.abc import Iterable

from dougong.kit.errors import Conflict, FieldError, Invalid, NotAllowed, NotFound, say
from engines.form.problems import FieldProblem


def invalid_record(problems: Iterable[FieldProblem | FieldError]) -> Invalid:
    """422 with one entry per field."""
    errors = [_field_error(problem) for problem in problems]
    first = errors[0].message if errors else say("", "")
    return Invalid(
        say(f"数据未保存：{first['zh-CN']}", f"The record was not saved: {first['en']}"),
        "invalid_record",
        errors=errors,
    )


def _field_error(problem: FieldProblem | FieldError) -> FieldError:
    if isinstance(problem, FieldError):
        return problem
    return FieldError(problem.field, problem.code, problem.message, problem.path)


def record_not_found() -> NotFound:
    """Unknown and hidden alike."""
    return NotFound(
        say("数据不存在，或你无权查看。", "The record does not exist, or you may not see it."), "record_not_found"
    )


def operation_not_granted(op: str) -> NotAllowed:
    names = {
        "create": ("新增", "create"),
        "read": ("查看", "read"),
        "update": ("修改", "change"),
        "delete": ("删除", "delete"),
        "restore": ("恢复", "restore"),
        "import": ("导入", "import"),
        "export": ("导出", "export"),
        "lock": ("锁定或解锁", "lock or unlock"),
    }
    zh, en = names[op]
    return NotAllowed(
        say(
            f"你没有{zh}此表单数据的权限，请联系应用管理员。",
            f"You may not {en} records of this form; ask the app's manager.",
        ),
        "operation_not_granted",
    )


def version_conflict(current: object) -> Conflict:
    """409: somebody saved in between; `current` is the record as it is now."""
    return Conflict(
        say(
            "此数据已被他人修改。请比较后重新保存。",
            "Somebody changed this record in the meantime. Compare and save again.",
        ),
        "version_conflict",
        extra={"current": current},
    )


def not_writable(field: str, label: str) -> FieldError:
    """The caller's grants don't let him write this field of this record."""
    return FieldError(field, "not_writable", say(f"你没有修改“{label}”的权限。", f"You may not change “{label}”."))


def endless_dependence() -> Conflict:
    """409: records whose computed fields read each other in a circle (a record that is its own ancestor)."""
    return Conflict(
        say(
            "保存后，几条数据的计算字段会互相引用而无法算出，请检查关联。",
            "Computed fields of these records would read each other in a circle; look at their links.",
        ),
        "endless_dependence",
    )

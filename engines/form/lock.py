"""When records of a form are locked: by what they hold, or by hand. A locked record is changed by nobody."""

from collections.abc import Iterator

from engines.form.labels import sentence
from engines.form.problems import Problem
from engines.form.programs import Program, compile_program
from engines.form.rules import Lock
from engines.form.scope import FormScope
from engines.form.view_check import readable_in_page
from engines.formula.types import BOOLEAN

PATH = ("lock", "when")


def compile_lock(lock: Lock | None, scope: FormScope, problems: list[Problem]) -> Program | None:
    """The condition as a program. It reads the record alone: it is asked before every change, of a thousand at once."""
    if lock is None or lock.when is None:
        return None
    program = compile_program(lock.when, scope, PATH, problems, expect=BOOLEAN)
    if program is not None and not readable_in_page(program.ast):
        problems.extend(_too_far())
        return None
    return program


def _too_far() -> Iterator[Problem]:
    message = sentence("锁定条件只能使用本表单的字段。", "The condition of a lock reads the form's own fields only.")
    yield Problem(PATH, "lock_links", message)


__all__ = ["compile_lock"]

"""Troubles a person can do something about, told in one sentence (中文 · English) instead of a traceback."""

import errno
import re

NETWORK = re.compile(
    r"dns error|name resolution|name or service not known|network is unreachable|connection refused"
    r"|error sending request|failed to (fetch|download)|newconnectionerror|max retries exceeded"
    r"|client error \(connect\)|enotfound|econnrefused|econnreset|etimedout|eai_again|could not resolve"
    r"|could not find a version that satisfies|network request",
    re.IGNORECASE,
)
DISK_FULL = re.compile(r"no space left on device|enospc|disk quota exceeded", re.IGNORECASE)
READ_ONLY = re.compile(r"read-only file system|permission denied|erofs|eacces", re.IGNORECASE)


class Trouble(Exception):
    """A sentence in both languages and, if there is one, the output of the tool that failed."""

    def __init__(self, zh: str, en: str, detail: str = "") -> None:
        super().__init__("\n".join(part for part in (zh, en, detail) if part))
        self.zh = zh
        self.en = en
        self.detail = detail


def no_network(what: tuple[str, str]) -> Trouble:
    return Trouble(
        f"下载{what[0]}失败：没有网络，或软件源不可达。请检查网络或镜像设置后重试。",
        f"Could not download {what[1]}: no network, or the package index cannot be reached. Check it and try again.",
    )


def disk_full(where: str) -> Trouble:
    return Trouble(
        f"磁盘空间不足，无法写入 {where}。请腾出至少 2 GB 空间后重试。",
        f"The disk is full: cannot write to {where}. Free at least 2 GB and try again.",
    )


def not_writable(where: str) -> Trouble:
    return Trouble(
        f"没有写入权限或文件夹只读：{where}。请换一个可写的文件夹（数据可用 --data 指定）。",
        f"The folder is read-only or not yours to write: {where}. Use a writable one (--data for the data).",
    )


def from_os_error(error: OSError, where: str) -> Trouble | None:
    """The sentence for a full disk or a folder that cannot be written; None when it is something else."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(where)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return not_writable(str(error.filename or where))
    return None


def unusable(folder: str, error: OSError) -> Trouble:
    """The sentence for a folder that cannot be used for whatever reason the system gives."""
    return from_os_error(error, folder) or Trouble(
        f"无法使用文件夹 {folder}（{error.strerror}）。",
        f"The folder {folder} cannot be used ({error.strerror}).",
    )


def from_output(what: tuple[str, str], where: str, output: str) -> Trouble:
    """The sentence for a failed tool, guessed from what it printed; its last lines go along as detail.

    `what` names the thing that was being prepared, in Chinese and in English.
    """
    detail = "\n".join(output.strip().splitlines()[-25:])
    if DISK_FULL.search(output):
        return disk_full(where)
    if NETWORK.search(output):
        trouble = no_network(what)
        detail = detail.rpartition("\n")[2]
    elif READ_ONLY.search(output):
        trouble = not_writable(where)
    else:
        trouble = Trouble(f"准备{what[0]}失败，原因见上。", f"Preparing {what[1]} failed; the reason stands above.")
    trouble.detail = detail
    return trouble

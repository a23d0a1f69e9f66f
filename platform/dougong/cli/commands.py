"""Every command of `dougong`, with its options; the work is done in the modules beside this one and in the rooms."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

import dougong
from dougong.app import open_database
from dougong.apps.package_files import SCHEMA_KINDS, schema_export
from dougong.audit import service as audit
from dougong.cli import archives, backups, importing, packages, start
from dougong.cli.console import Stop, out, ready_database, say, settings_with
from dougong.cli.doctor import examine
from dougong.identity import passwords, people, tokens
from dougong.kit import schema as kit_schema
from dougong.kit.db import Transaction
from dougong.kit.errors import Problem

program = typer.Typer(
    name="dougong",
    help="斗拱：开源无代码应用平台 · Dougong: an open-source no-code application platform.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog="设置来自环境变量 DOUGONG_… · Settings come from the environment, see docs/deployment.md.",
)
db = typer.Typer(help="数据库 · The platform's tables.", no_args_is_help=True)
user = typer.Typer(help="人员 · People.", no_args_is_help=True)
token = typer.Typer(help="API 令牌 · API tokens.", no_args_is_help=True)
app = typer.Typer(help="应用 · Apps and packages.", no_args_is_help=True)
audit_log = typer.Typer(help="审计日志 · The audit log.", no_args_is_help=True)
for name, group in (("db", db), ("user", user), ("token", token), ("app", app), ("audit", audit_log)):
    program.add_typer(group, name=name)
backups.register(program, db)

Host = Annotated[str, typer.Option(help="监听地址 · address to listen on")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="端口，0 为任意空闲端口 · port; 0: any free one")]
Data = Annotated[Path | None, typer.Option(help="数据文件夹 · folder for the data (DOUGONG_DATA, var/)")]
Email = Annotated[str, typer.Argument(help="邮箱 · e-mail address")]
As = Annotated[str | None, typer.Option("--as", help="以谁的名义（邮箱）· on whose behalf; the first administrator")]


@program.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="版本 · show the version")] = False,
) -> None:
    """Options of `dougong` itself."""
    if version:
        out.print(f"dougong {dougong.__version__}")
        raise typer.Exit


@program.command()
def up(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    data: Data = None,
    demo: Annotated[bool, typer.Option(help="首次启动时安装演示应用 · install the demo app at the first start")] = True,
) -> None:
    """启动全部（一个进程）· Start everything in one process: database, web, jobs."""
    start.up(settings_with(data), host, port, demo)


@program.command()
def serve(host: Host = "127.0.0.1", port: Port = 8000, data: Data = None) -> None:
    """只启动网页服务 · Start the web alone; run `dougong worker` beside it."""
    start.serve(settings_with(data), host, port)


@program.command()
def worker(
    threads: Annotated[int, typer.Option(min=1, max=64, help="线程数 · threads")] = 4, data: Data = None
) -> None:
    """只启动后台任务 · Work on background jobs."""
    start.work(settings_with(data), threads)


@db.command("upgrade")
def db_upgrade(data: Data = None) -> None:
    """升级数据表，可重复执行 · Bring the platform's tables to this version; safe to repeat. Where nobody is yet, and
    DOUGONG_ADMIN_PASSWORD is set, the first administrator is made."""
    settings = settings_with(data)
    start.require_writable(settings.data)
    database = open_database(settings)
    before, after = kit_schema.upgrade(database)
    sealed = start.seal_secrets(database)
    is_new = settings.admin_password is not None and start.first_administrator(database, settings)[1]
    database.close()
    if is_new:
        say(f"管理员：{settings.admin_email}", f"the administrator: {settings.admin_email}")
    if sealed:
        say(f"已用当前密钥加密 {sealed} 处机密", f"sealed with the present key: {sealed}")
    if before == after:
        say(f"数据表已是最新（{after}）", f"the tables are up to date ({after})")
    else:
        say(f"数据表已升级：{before or '空'} → {after}", f"upgraded: {before or 'empty'} → {after}")


@user.command("add")
def user_add(
    email: Email,
    name: Annotated[str, typer.Option(help="姓名 · name")] = "",
    admin: Annotated[bool, typer.Option("--admin", help="平台管理员 · platform administrator")] = False,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="从标准输入读取密码 · read the password from standard input")
    ] = False,
    data: Data = None,
) -> None:
    """新增人员 · Add a person. A generated password is shown once and must be changed; one that is given stays."""
    settings = settings_with(data)
    password, generated = _password(email, password_stdin)
    new = people.NewPerson(
        email=email,
        name=name or email.partition("@")[0],
        password_hash=passwords.hash_password(password),
        locale=settings.language,
        timezone=settings.timezone,
        is_admin=admin,
        must_change_password=generated,
    )
    with ready_database(settings) as database, database.transaction() as tx:
        people.create_person(tx, None, new)
    say(f"已新增 {email}", "added")
    _show_password(password if generated else None)


@user.command("password")
def user_password(
    email: Email,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="从标准输入读取密码 · read the password from standard input")
    ] = False,
    data: Data = None,
) -> None:
    """重置密码 · Reset a password; ends all sessions and tokens of the person."""
    settings = settings_with(data)
    password, generated = _password(email, password_stdin)
    hashed = passwords.hash_password(password)
    with ready_database(settings) as database, database.transaction() as tx:
        people.set_password(tx, None, _person(people.id_of_email(tx, email), email), hashed, must_change=True)
    say(f"已重置 {email} 的密码", "password reset")
    _show_password(password if generated else None)


@token.command("create")
def token_create(
    email: Email,
    name: Annotated[str, typer.Option(help="用途 · what it is for")] = "shell",
    op: Annotated[
        list[str] | None, typer.Option(help=f"允许的操作 · operations: {', '.join(tokens.TOKEN_OPS)}")
    ] = None,
    only_app: Annotated[list[str] | None, typer.Option("--app", help="限于这些应用 · only these apps")] = None,
    days: Annotated[int | None, typer.Option(min=1, max=3650, help="有效天数 · days until it expires")] = None,
    data: Data = None,
) -> None:
    """创建 API 令牌，只显示一次 · Create an API token of a person; printed once, alone on standard output."""
    ops = op or ["read"]
    unknown = set(ops) - set(tokens.TOKEN_OPS)
    if unknown:
        raise Stop(f"未知操作：{', '.join(sorted(unknown))}", f"Unknown operation: {', '.join(sorted(unknown))}", 2)
    with ready_database(settings_with(data)) as database, database.transaction() as tx:
        person_id = _person(people.id_of_email(tx, email), email)
        expires = tx.now + timedelta(days=days) if days else None
        made = tokens.create_token(tx, None, person_id, name=name, apps=only_app, ops=ops, expires_at=expires)
    typer.echo(made["token"])


@app.command("install")
def app_install(
    source: Annotated[str, typer.Argument(help="模板名、文件夹或 zip · a template's name, a folder or a zip")],
    key: Annotated[str | None, typer.Option(help="应用标识 · the app's key")] = None,
    demo: Annotated[bool, typer.Option(help="包含示例数据 · with demo data")] = False,
    module: Annotated[
        list[str] | None, typer.Option(help="只启用这些模块，可多次 · switch on these modules only; repeatable")
    ] = None,
    pack: Annotated[str | None, typer.Option(help="行业包 · an industry pack of it")] = None,
    on_behalf: As = None,
    data: Data = None,
) -> None:
    """安装应用 · Install an app."""
    packages.install(
        settings_with(data), source, key=key, demo=demo, email=on_behalf, modules=module or None, pack=pack
    )


@app.command("upgrade")
def app_upgrade(
    key: Annotated[str, typer.Argument(help="应用标识 · the app's key")],
    source: Annotated[
        str | None, typer.Argument(help="文件夹、zip 或模板名，默认为安装它的模板 · a folder, zip or template")
    ] = None,
    theirs: Annotated[
        list[str] | None, typer.Option(help="这处冲突采用新版本，可多次 · let the package win here; repeatable")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="执行升级，否则只预览 · carry it out, not only show it")] = False,
    on_behalf: As = None,
    data: Data = None,
) -> None:
    """升级应用，保留自己的修改 · Upgrade an app by a three-way merge; its own changes are kept."""
    settings = settings_with(data)
    packages.upgrade(settings, key, source, theirs=theirs or (), carry_out=yes, email=on_behalf)


@app.command("modules")
def app_modules(
    key: Annotated[str, typer.Argument(help="应用标识 · the app's key")],
    on: Annotated[list[str] | None, typer.Option(help="启用 · switch on; repeatable")] = None,
    off: Annotated[list[str] | None, typer.Option(help="停用 · switch off; repeatable")] = None,
    on_behalf: As = None,
    data: Data = None,
) -> None:
    """查看、启用、停用模块 · Show an app's modules, or switch them."""
    packages.switch_modules(settings_with(data), key, on or (), off or (), on_behalf)


@app.command("demo")
def app_demo(
    key: Annotated[str, typer.Argument(help="应用标识 · the app's key")],
    remove: Annotated[bool, typer.Option("--remove", help="移除示例数据 · take the demo data away")] = False,
    changed_too: Annotated[
        bool, typer.Option("--changed-too", help="连被改过的也移除 · what was changed as well")
    ] = False,
    restore: Annotated[str | None, typer.Option(help="恢复某次移除 · bring a removal back")] = None,
    on_behalf: As = None,
    data: Data = None,
) -> None:
    """查看、移除、恢复示例数据 · Show, take away or bring back an app's demo data."""
    settings = settings_with(data)
    packages.demo_data(settings, key, remove=remove, changed_too=changed_too, restore=restore, email=on_behalf)


@app.command("archives")
def app_archives(data: Data = None) -> None:
    """已彻底删除的应用留下的存档 · Archives of apps that were deleted for good."""
    archives.listed(settings_with(data))


@app.command("bring-back")
def app_bring_back(
    archive: Annotated[str, typer.Argument(help="存档编号，见 archives · the archive's id")],
    on_behalf: As = None,
    data: Data = None,
) -> None:
    """从存档恢复应用 · Bring an app back from its archive."""
    archives.bring_back(settings_with(data), archive, email=on_behalf)


@app.command("take-archive")
def app_take_archive(
    archive: Annotated[str, typer.Argument(help="存档编号，见 archives · the archive's id")],
    to: Annotated[Path, typer.Argument(help="新文件 · a new file")],
    data: Data = None,
) -> None:
    """把存档取出为文件（含应用的全部数据）· Write an archive to a file: it holds all data of the app."""
    archives.take(settings_with(data), archive, to)


@app.command("export")
def app_export(
    key: Annotated[str, typer.Argument(help="应用标识 · the app's key")],
    to: Annotated[Path, typer.Argument(help="文件夹或 .zip · a folder or a .zip file")],
    data: Data = None,
) -> None:
    """导出应用 · Write an app as a package: exactly what `install` reads."""
    packages.export(settings_with(data), key, to)


@app.command("list")
def app_list(data: Data = None) -> None:
    """列出应用和模板 · List the installed apps and the templates at hand."""
    packages.show(settings_with(data))


@program.command("schema")
def json_schema(
    kind: Annotated[str, typer.Argument(help=f"种类 · one of: {', '.join(SCHEMA_KINDS)}")],
) -> None:
    """输出 JSON Schema · Print the JSON Schema of a kind of package file."""
    if kind not in SCHEMA_KINDS:
        raise Stop(f"没有这种文件：{kind}", f"Unknown kind {kind}; there are: {', '.join(SCHEMA_KINDS)}.", 2)
    typer.echo(json.dumps(schema_export(kind), ensure_ascii=False, indent=2))


@audit_log.command("verify")
def audit_verify(
    expect: Annotated[
        str | None, typer.Option(help="另处保存的链头 seq:hash · a head kept elsewhere that must still be there")
    ] = None,
    data: Data = None,
) -> None:
    """校验审计日志 · Walk the hash chain; exit code 1 when it is broken."""
    if expect is not None and not expect.partition(":")[0].isdigit():
        raise Stop("--expect 的格式是 seq:hash。", "--expect is written as seq:hash.", 2)
    with ready_database(settings_with(data)) as database, database.snapshot() as tx:
        verdict = _verdict(tx, expect)
    if not verdict.ok:
        raise Stop(
            f"审计日志在第 {verdict.broken_at} 条处断裂。", f"The audit log is broken at entry {verdict.broken_at}."
        )
    count = verdict.checked - verdict.since
    say(f"审计日志完整，共 {count} 条", f"the audit log is whole: {count} entries")
    if verdict.since:
        say(f"第 {verdict.since} 条及以前已按保留期限清除", f"entries up to {verdict.since} were let go of")
    out.print(f"head {verdict.head}", soft_wrap=True)


def _verdict(tx: Transaction, expect: str | None) -> audit.Verdict:
    try:
        return audit.verify(tx, expect)
    except Problem as problem:
        raise Stop(problem.detail["zh-CN"], problem.detail["en"], 2) from problem


@program.command("import")
def import_sheet(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="xlsx 或 csv 文件 · the file")],
    into: Annotated[str, typer.Option("--app", help="应用 · the app's key")],
    form: Annotated[str | None, typer.Option(help="导入到此表单 · into this form")] = None,
    new: Annotated[str | None, typer.Option(help="新建表单的名称 · make a form of this name")] = None,
    sheet: Annotated[str | None, typer.Option(help="工作表 · the sheet; the first one")] = None,
    mode: Annotated[importing.Mode, typer.Option(help="新增、更新或两者 · what to do with rows")] = "insert",
    match: Annotated[list[str] | None, typer.Option(help="匹配已有数据的字段 · fields that find a record")] = None,
    on_error: Annotated[importing.OnError, typer.Option(help="有错时停止或跳过 · when rows are wrong")] = "stop",
    check: Annotated[bool, typer.Option("--check", help="只检查，不写入 · only check, write nothing")] = False,
    on_behalf: As = None,
    data: Data = None,
) -> None:
    """导入表格 · Import a sheet with the rights of a person; the columns' names choose the fields."""
    importing.import_file(
        settings_with(data),
        file,
        into,
        form=form,
        new=new,
        sheet=sheet,
        mode=mode,
        match=match or [],
        on_error=on_error,
        only_check=check,
        email=on_behalf,
    )


@program.command()
def doctor(data: Data = None) -> None:
    """体检 · Examine the installation; exit code 1 when something is wrong."""
    findings = examine(settings_with(data))
    table = Table(show_header=False, box=None, padding=(0, 1))
    for finding in findings:
        table.add_row("[green]✓[/green]" if finding.ok else "[red]✗[/red]", finding.what, finding.detail)
    out.print(table)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _password(email: str, from_stdin: bool) -> tuple[str, bool]:
    if not from_stdin:
        return passwords.generate_password(), True
    password = typer.get_text_stream("stdin").readline().rstrip("\r\n")
    passwords.require_good_password(password, email=email)
    return password, False


def _show_password(password: str | None) -> None:
    if password is not None:
        out.print(f"密码 [dim]· password[/dim]  [bold]{password}[/bold]")


def _person(person_id: str | None, email: str) -> str:
    if person_id is None:
        raise Stop(f"没有邮箱为 {email} 的在用人员。", f"There is no active person with the address {email}.")
    return person_id

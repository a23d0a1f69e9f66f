"""Hostile formulas: everything that has broken expression languages elsewhere, and what could hang or swell ours.

`REFUSED` must fail at parse or check. `BUDGETED` pass check and must end quickly and small, whatever the answer.
"""

from collections.abc import Iterator

_DUNDERS = [
    "__class__",
    "__bases__",
    "__subclasses__",
    "__mro__",
    "__globals__",
    "__builtins__",
    "__import__",
    "__dict__",
    "__init__",
    "__new__",
    "__reduce__",
    "__getattribute__",
    "__code__",
    "__closure__",
    "__func__",
    "__self__",
    "__module__",
    "__name__",
    "__qualname__",
    "__doc__",
    "__call__",
    "__getitem__",
    "__setattr__",
    "__delattr__",
    "__loader__",
    "__spec__",
    "__file__",
    "__cached__",
    "__path__",
    "__debug__",
    "gi_frame",
    "gi_code",
    "f_globals",
    "f_locals",
    "f_builtins",
    "f_back",
    "cr_frame",
    "ag_frame",
    "tb_frame",
    "func_globals",
    "co_code",
    "mro",
]
_CALLS = [
    "eval",
    "exec",
    "compile",
    "open",
    "input",
    "__import__",
    "getattr",
    "setattr",
    "delattr",
    "globals",
    "locals",
    "vars",
    "dir",
    "type",
    "object",
    "super",
    "breakpoint",
    "help",
    "exit",
    "quit",
    "memoryview",
    "bytes",
    "bytearray",
    "print",
    "format",
    "isinstance",
    "issubclass",
    "property",
    "classmethod",
    "staticmethod",
    "iter",
    "next",
    "map",
    "filter",
    "zip",
    "range",
    "enumerate",
    "sorted",
    "reversed",
    "id",
    "hash",
    "callable",
    "chr",
    "ord",
    "repr",
    "ascii",
    "frozenset",
    "set",
    "dict",
    "tuple",
    "list",
    "complex",
    "divmod",
    "system",
    "popen",
    "require",
    "Function",
    "constructor",
    "setTimeout",
    "fetch",
    "SELECT",
    "PG_SLEEP",
    "LOAD_EXTENSION",
    "LO_IMPORT",
    "COPY",
    "XP_CMDSHELL",
    "WEBSERVICE",
    "HYPERLINK",
    "IMPORTDATA",
    "CALL",
    "INDIRECT",
]
_SYNTAX = (
    r"""
().__class__.__bases__[0].__subclasses__()
''.__class__.__mro__[1].__subclasses__()
"".join(['a'])
'a'.format(1)
'{0.__class__}'.format(1)
'%s' % 1
f'{1+1}'
f"{__import__('os').system('id')}"
b'abc'
rb'abc'
u'abc'
lambda: 0
lambda x: x
(lambda f: f(f))(lambda f: f(f))
[x for x in (1, 2)]
{x for x in (1, 2)}
{x: x for x in (1, 2)}
(x for x in y)
[1, 2, 3]
{1, 2}
{'a': 1}
*a
*[1]
**{}
f(*a)
f(**a)
f(a=1)
SUM(x=1)
(y := 1)
y := 1
y = 1 = 2
a; b
import os
from os import system
exec "x"
yield 1
await x
async f
return 1
raise 1
del x
assert 1
pass
while 1
for x in y
if a then b
a if b else c
a[0]
a[1:2]
a[::]
a..b
.a
a.
a.b.
1.real
1 .real
(1).real
'a'.upper
'a'.upper()
SUM(1).real
SUM(1)(2)
SUM
SUM.x(1)
@x
a @ b
a ** b
a // b
a % b
a << 1
a >> 1
a | b
a ^^ b
~a
!a
a && b
a || b
a === b
a => b
a -> b
a ? b : c
a ?? b
a?.b
`id`
$(id)
${7*7}
{{7*7}}
{% x %}
#{7*7}
<%= 7*7 %>
=cmd|' /C calc'!A0
A1:B2
Sheet1!A1
$A$1
'; DROP TABLE person; --
1; SELECT 1
1 -- comment
1 /* comment */
/* x */ 1
# comment
// comment
1 // 2
\
\x41
'\x00' +
a\nb
'abc
"abc
'abc"
"""
    + r"""
(
)
()
(,)
(1,)
(1, 2)
SUM(
SUM(1
SUM(1,
SUM(,1)
SUM(1,,2)
SUM)1(
in
in (1)
1 in
1 in ()
1 not
not
and
or
a and
or b
1 +
* 1
/ 1
^ 1
1 2
'a' 'b'
1 = = 1
1 < 2 < 3
1 = 2 = 3
1 <> 2 <> 3
TRUE = 1 = TRUE
1e
1e+
1.2.3
0x1F
0b11
0o17
1_000
1j
1L
∞
NaN
Infinity
-Infinity
1e999
1e-999
99999999999999999999999999
0.1234567890123456789
١٢٣
１２３
²
x²
ﬁ(1)
ＳＵＭ（1）
ſum(1)
éval('1')
​1
‮1
﻿1
x.__class__
amount.__class__
name.__class__.__mro__
amount.real
customer.__init__.__globals__
user.__dict__
old.__class__
constructor
constructor.constructor('return 1')()
toString
__proto__
prototype
this
self
window
document
globalThis
process.env
name.constructor
name.length
SUM.constructor
IF(constructor, 1, 2)
'a' + 'b'
'a' * 1000000
1 * 'a'
1 + TRUE
TRUE + TRUE
name + 1
SUM('a')
ROUND(name, 2)
LEFT(TRUE, TRUE)
IF('a', 1, 2)
IF(TRUE)
IF()
IF(1,2,3,4)
REPT('a')
REGEXMATCH('a', '(')
REGEXMATCH('a', '(?=a)')
REGEXMATCH('a', '(?!a)')
REGEXMATCH('a', '(?<=a)')
REGEXMATCH('a', '(a)\1')
REGEXMATCH('a', '(?P<x>a)(?P=x)')
REGEXMATCH('a', '(?R)')
REGEXMATCH('a', '(?(1)a|b)')
REGEXMATCH('a', 'a++')
REGEXMATCH('a', '(?>a)')
REGEXMATCH('a', '[')
REGEXMATCH('a', '*')
REGEXMATCH('a', 'a{1001}')
REGEXMATCH('a', '(a{1000}){1000}')
REGEXMATCH('a', '((a{100}){100}){100}')
REGEXREPLACE('a', '(?=x)', 'b')
REGEXEXTRACT('a', '\k<x>')
"""
)


def _large() -> Iterator[str]:
    yield "1" * 1_000_000
    yield "a" * 1_000_000
    yield "(" * 1_000_000
    yield "'" * 1_000_001
    yield " " * 1_000_000
    yield "1+" * 500_000 + "1"
    yield "(" * 1_990 + "1" + ")" * 1_990
    yield "(" * 3_999
    yield ")" * 3_999
    yield "-" * 3_999 + "1"
    yield "not " * 900 + "TRUE"
    yield "+" * 3_998 + "1"
    yield "1" + "%" * 3_900
    yield "IF(TRUE," * 400 + "1" + ",1)" * 400
    yield "ABS(" * 700 + "1" + ")" * 700
    yield "ABS(" * 65 + "1" + ")" * 65
    yield "1" + "+1" * 400
    yield "1" + "^1" * 300
    yield "'a'" + "&'a'" * 300
    yield "SUM(" + ",".join(["1"] * 600) + ")"
    yield "1 in (" + ",".join(["1"] * 600) + ")"
    yield "'" + "a" * 3_900 + "'"
    yield "a." * 1_500 + "a"
    yield "x" * 3_999
    yield "F" * 3_000 + "(1)"
    yield "1=" * 1_500 + "1"
    yield "1,2," * 900
    yield "'" * 3_999
    yield "\x00" * 100
    yield "\ud800"
    yield "1" + "\u200b" * 50
    yield "REGEXMATCH('a', '" + "(" * 300 + "')"
    yield "REGEXMATCH('a', '" + "a" * 501 + "')"
    yield "REGEXMATCH('a', '" + "(a{9})" * 70 + "{999}')"
    yield "=" * 50 + "1"


REFUSED: list[str] = [
    *(line for line in _SYNTAX.splitlines() if line.strip()),
    *_DUNDERS,
    *(f"amount.{name}" for name in _DUNDERS),
    *(f"{name}('x')" for name in _CALLS),
    *_large(),
]

_A = "REPT('a', 32767)"
BUDGETED: list[str] = [
    "9^9^9",
    "9^(9^9)",
    "10^307*10",
    "9999999^9999999",
    "1.000001^99999999",
    "0.999999^999999999999",
    "2^-99999999999",
    "POWER(POWER(9, 300), 300)",
    "EXP(99999999)",
    "EXP(-99999999)",
    "EXP(EXP(EXP(9)))",
    "FACT(99999999999)",
    "FACT(170) * FACT(170)",
    "LCM(999999999999989, 999999999999947)",
    "GCD(10^300, 3)",
    "MOD(10^300, 3)",
    "MOD(10^300, 10^-300)",
    "ROUND(10^300, 300)",
    "ROUND(1, 999999999)",
    "ROUND(1, -999999999)",
    "ROUNDUP(10^-300, -300)",
    "INT(10^300)",
    "10^300 & ''",
    "10^-300 & ''",
    "TEXT(10^300, '0.000000')",
    "TEXT(1, '0." + "0" * 900 + "')",
    "FIXED(10^300, 127)",
    "FIXED(1, 999999)",
    "SIN(10^300)",
    "LN(10^300)",
    "REPT('a', 10^15)",
    "REPT('abc', 32767)",
    f"{_A} & {_A}",
    f"SUBSTITUTE({_A}, 'a', {_A})",
    f"SUBSTITUTE({_A}, 'a', 'b', 32767)",
    f"REPT({_A}, 32767)",
    f"TEXTJOIN({_A}, TRUE, {_A}, {_A}, {_A})",
    f"CONCATENATE({','.join([_A] * 50)})",
    f"REGEXREPLACE({_A}, 'a', {_A})",
    f"REGEXREPLACE({_A}, '', '$$$$$$')",
    f"REGEXMATCH({_A}, '^(a+)+$')",
    f"REGEXMATCH({_A} & 'b', '^(a+)+$')",
    f"REGEXMATCH({_A}, '^(a|a)*b$')",
    f"REGEXMATCH({_A}, '(a*)*(a*)*(a*)*b')",
    f"REGEXMATCH({_A}, '(x+x+)+y')",
    f"REGEXMATCH({_A}, '^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@)$')",
    f"REGEXEXTRACT({_A}, '(.*)*$')",
    f"REGEXMATCH({_A}, 'a{{1000}}')",
    f"REGEXMATCH({_A}, REPT('(', 400))",
    f"REGEXMATCH({_A}, {_A})",
    f"UPPER({_A}) = LOWER({_A})",
    f"PROPER({_A})",
    "TRIM(REPT(' ', 32767))",
    f"SPLIT({_A}, 'a')",
    f"COUNTA(SPLIT({_A}, 'a'))",
    f"LEN(SUBSTITUTE({_A}, 'aa', 'b'))",
    f"FIND('b', {_A})",
    "LPAD('a', 99999999)",
    f"MID({_A}, 10^300, 10^300)",
    "CHAR(10^300)",
    "CHAR(55296)",
    "DATE(10^15, 10^15, 10^15)",
    "DATE(9999, 12, 10^14)",
    "DATE(2024, 1, 1) + 10^300",
    "NOW() + 10^300",
    "NOW() - 10^14",
    "EDATE(TODAY(), 10^15)",
    "EDATE(TODAY(), -(10^15))",
    "EOMONTH(TODAY(), 10^14)",
    "DATEADD(NOW(), 10^15, 'second')",
    "DATEADD(NOW(), 10^15, 'year')",
    "DATEADD(TODAY(), 10^15, 'week')",
    "DATETIME(TODAY(), 10^14, 10^14, 10^14)",
    "WORKDAY(TODAY(), 10^14)",
    "WORKDAY(TODAY(), -(10^14))",
    "WORKDAY(TODAY(), 2000000)",
    "NETWORKDAYS(DATE(1,1,1), DATE(9999,12,31))",
    "WORKMINUTES(DATETIME(DATE(1,1,1),0,0), NOW())",
    "ADDWORKMINUTES(NOW(), 10^14)",
    "ADDWORKMINUTES(DATETIME(DATE(9999,12,31),0,0), 100000)",
    "STARTOF(DATE(1,1,1), 'week')",
    "ENDOF(DATE(9999,12,31), 'week')",
    "PMT(10^300, 10^300, 10^300)",
    "PMT(0.1, 99999, 1)",
    "FV(0.5, 10^10, 1)",
    "PV(-0.99, 99999, 1)",
    "NPER(0.1, 10^-300, 10^300)",
    "RATE(1200, -1, 10^300)",
    "RATE(10^15, 1, 1)",
    "IRR(-1, 10^300)",
    "IRR(-(10^300), 10^-300)",
    "NPV(-0.999999, 1, 1, 1, 1, 1, 1, 1, 1)",
    "CNYUPPER(10^300)",
    "CNYUPPER(999999999999999)",
    "VALUE(REPT('9', 32767))",
    "VALUE('1e999999999')",
    "VALUE('1e-999999999')",
    "VALUE('__class__')",
    "DATEVALUE(REPT('2024-', 6000))",
    "TEXT(NOW(), REPT('yyyy', 8000))",
    "TEXT(1, REPT('#', 32767))",
    "SUM(rows.n)",
    "SUM(rows.n * rows.n + rows.n / rows.n - rows.n ^ 2)",
    "SUMPRODUCT(rows.n, rows.n)",
    "SUM(IF(rows.n > SUM(rows.n), rows.n, AVERAGE(rows.n)))",
    "TEXTJOIN(',', TRUE, rows.t & rows.t)",
    "SORT(rows.n)",
    "COUNTUNIQUE(rows.t)",
    "SUM(RANK(1, rows.n), RANK(2, rows.n), RANK(3, rows.n))",
    "STDEV(rows.n) + VAR(rows.n) + MEDIAN(rows.n)",
    "'{0.__class__}' & name",
    "'${7*7}' & '{{7*7}}'",
    "'%s%s%n' & amount",
    "1" + "+1" * 60,
    "ABS(" * 60 + "1" + ")" * 60,
]

"""A value that records of other forms compute with: they are brought up to date at once, and told once each."""

from collections import Counter
from typing import Any

from sqlalchemy import select

from dougong.records.models import change_log
from tests.dougong.apps.conftest import Designer

NAME = {"key": "name", "type": "text", "label": "名称"}
PRICE = {"key": "price", "type": "number", "label": "单价"}
PRODUCT = {"key": "product", "type": "link", "form": "product", "label": "产品"}
DOUBLE = {"key": "double", "type": "formula", "label": "双倍", "formula": "product.price * 2"}
LINKED = ("order", "visit", "ticket")


def test_acceptance_i_a_bulk_change_of_a_source_renews_three_forms_and_tells_each_record_once(
    designer: Designer,
) -> None:
    designer.form("product", NAME, PRICE)
    products = [_saved(designer, "product", {"name": name, "price": 10}) for name in ("甲", "乙", "丙")]
    linked: dict[str, list[str]] = {}
    for form in LINKED:
        designer.form(form, NAME, PRODUCT, DOUBLE)
        linked[form] = [_saved(designer, form, {"product": product}) for product in products]
    changed = [{"op": "update", "id": each, "version": 1, "values": {"price": 25}} for each in products[:2]]
    before = _newest(designer)
    answer = designer.browser.post(designer.url("product", "records:bulk"), json={"operations": changed})
    assert answer.status_code == 200, answer.text

    for form in LINKED:
        found = {each["id"]: each["double"] for each in _all(designer, form)}
        assert [found[each] for each in linked[form]] == [50, 50, 20], form
    wanted = Counter({("product", each): 1 for each in products[:2]})
    wanted.update({(form, each): 1 for form in LINKED for each in linked[form][:2]})
    with designer.database.snapshot() as tx:
        told = tx.execute(select(change_log.c.form, change_log.c.record_id).where(change_log.c.seq > before)).all()
    assert Counter((each.form, each.record_id) for each in told) == wanted


def _saved(designer: Designer, form: str, values: dict[str, Any]) -> str:
    answer = designer.browser.post(designer.url(form, "records"), json=values)
    assert answer.status_code == 201, answer.text
    made: str = answer.json()["id"]
    return made


def _all(designer: Designer, form: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = designer.browser.get(designer.url(form, "records")).json()["items"]
    return found


def _newest(designer: Designer) -> int:
    with designer.database.snapshot() as tx:
        newest = select(change_log.c.seq).order_by(change_log.c.seq.desc()).limit(1)
        return int(tx.execute(newest).scalar_one())

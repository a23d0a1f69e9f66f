"""Publishing changes tables and keeps every value, on SQLite and PostgreSQL."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError

from tests.dougong.apps.conftest import Designer

NAME = {"key": "name", "type": "text", "label": "名称"}
AMOUNT = {"key": "amount", "type": "number", "label": "金额", "decimals": 2}


def test_a_published_form_has_a_table_with_real_types(designer: Designer) -> None:
    designer.form("deal", NAME, AMOUNT, {"key": "day", "type": "date", "label": "日期"})
    [row] = designer.put("deal", {"name": "甲", "amount": Decimal("12.50"), "day": date(2026, 11, 22)})
    assert designer.values("deal", "amount") == {row: Decimal("12.5")}
    assert designer.values("deal", "day") == {row: date(2026, 11, 22)}
    assert designer.catalog().versions == {"deal": 1}


def test_a_field_added_later_is_empty_in_old_records(designer: Designer) -> None:
    designer.form("deal", NAME)
    [row] = designer.put("deal", {"name": "甲"})
    designer.form("deal", NAME, AMOUNT)
    assert designer.values("deal", "name") == {row: "甲"}
    assert designer.values("deal", "amount") == {row: None}


def test_a_deleted_field_is_put_aside_and_comes_back_with_its_values(designer: Designer) -> None:
    designer.form("deal", NAME, AMOUNT)
    [row] = designer.put("deal", {"name": "甲", "amount": Decimal(7)})
    draft = designer.form("deal", NAME)
    assert "amount" not in designer.columns("crm__deal")
    assert "_gone_amount_1" in designer.columns("crm__deal")
    assert [stone["key"] for stone in draft["tombstones"]] == ["amount"]
    draft = designer.form("deal", NAME, AMOUNT)
    assert designer.values("deal", "amount") == {row: Decimal(7)}
    assert draft["tombstones"] == []
    assert "_gone_amount_1" not in designer.columns("crm__deal")


def test_the_key_of_a_deleted_field_never_means_something_else(designer: Designer) -> None:
    designer.form("deal", NAME, AMOUNT)
    designer.form("deal", NAME)
    draft = designer.draft("deal", NAME, {"key": "amount", "type": "date", "label": "日期"})
    assert [problem["code"] for problem in draft["problems"]] == ["key_reused"]
    assert designer.publish("deal").status_code == 422


def test_a_relabelled_field_changes_no_table(designer: Designer) -> None:
    designer.form("deal", NAME)
    [row] = designer.put("deal", {"name": "甲"})
    designer.draft("deal", {**NAME, "label": "新名称"})
    assert [step["op"] for step in designer.impact("deal")["steps"]] == ["relabel"]
    assert designer.publish("deal").status_code == 200
    assert designer.values("deal", "name") == {row: "甲"}


def test_a_change_of_type_converts_keeps_the_old_values_and_can_be_undone(designer: Designer) -> None:
    text = {"key": "amount", "type": "text", "label": "金额"}
    designer.form("deal", NAME, text)
    good, bad, late = designer.put("deal", {"amount": "12.50"}, {"amount": "很多"}, {"amount": "30"})
    designer.draft("deal", NAME, AMOUNT)
    refused = designer.publish("deal")
    assert refused.status_code == 409
    assert refused.json()["code"] == "losses"
    assert designer.publish("deal", accept_losses=True).status_code == 200
    assert designer.values("deal", "amount") == {good: Decimal("12.5"), bad: None, late: Decimal(30)}

    table = designer.catalog().tables.table("deal")
    with designer.database.transaction() as tx:
        tx.execute(table.update().where(table.c.id == late).values(amount=Decimal(31)))
    [new] = designer.put("deal", {"amount": Decimal(99)})
    designer.browser.post(designer.url("deal", "versions/1:restore"))
    assert designer.publish("deal", accept_losses=True).status_code == 200
    assert designer.values("deal", "amount") == {good: "12.50", bad: "很多", late: "31.00", new: "99.00"}


def test_options_taken_away_clear_their_values_and_give_them_back(designer: Designer) -> None:
    def stage(*values: str) -> dict[str, object]:
        return {
            "key": "stage",
            "type": "select",
            "label": "阶段",
            "options": [{"value": v, "label": v} for v in values],
        }

    designer.form("deal", NAME, stage("new", "won", "lost"))
    won, lost = designer.put("deal", {"stage": "won"}, {"stage": "lost"})
    designer.draft("deal", NAME, stage("new", "won"))
    [step] = [step for step in designer.impact("deal")["steps"] if step["op"] == "convert"]
    assert (step["values"]["kept"], step["values"]["lost"]) == (1, 1)
    assert designer.publish("deal", accept_losses=True).status_code == 200
    assert designer.values("deal", "stage") == {won: "won", lost: None}
    designer.form("deal", NAME, stage("new", "won", "lost"))
    assert designer.values("deal", "stage") == {won: "won", lost: "lost"}


def test_forms_link_to_each_other_with_foreign_keys(designer: Designer) -> None:
    designer.form("customer", NAME)
    link = {"key": "customer", "type": "link", "label": "客户", "form": "customer"}
    many = {"key": "others", "type": "link", "label": "其他", "form": "customer", "many": True}
    designer.form("deal", NAME, link, many)
    [customer] = designer.put("customer", {"name": "甲"})
    [deal] = designer.put("deal", {"customer": customer})
    pairs = designer.catalog().tables.links("deal", "others")
    designer.insert(pairs, {"id": deal, "record_id": deal, "target_id": customer, "position": 0})
    with pytest.raises(IntegrityError):
        designer.put("deal", {"customer": deal})
    # hidden links hold nobody back; brought back, those to vanished records are empty
    designer.form("deal", NAME)
    table = designer.catalog().tables.table("customer")
    [stays] = designer.put("customer", {"name": "乙"})
    with designer.database.transaction() as tx:
        tx.execute(table.delete().where(table.c.id == customer))
    designer.form("deal", NAME, link, many)
    assert designer.values("deal", "customer") == {deal: None}
    with designer.database.snapshot() as tx:
        assert tx.execute(select(pairs.c.id)).all() == []
    with pytest.raises(IntegrityError):
        designer.put("deal", {"customer": deal})
    designer.put("deal", {"customer": stays})


def test_what_happens_on_delete_may_change(designer: Designer) -> None:
    designer.form("customer", NAME)
    link = {"key": "customer", "type": "link", "label": "客户", "form": "customer", "on_delete": "restrict"}
    many = {"key": "others", "type": "link", "label": "其他", "form": "customer", "many": True}
    designer.form("deal", NAME, link, many)
    [customer] = designer.put("customer", {"name": "甲"})
    [deal] = designer.put("deal", {"customer": customer})
    pairs = designer.catalog().tables.links("deal", "others")
    designer.insert(pairs, {"id": deal, "record_id": deal, "target_id": customer, "position": 0})
    designer.form("deal", NAME, {**link, "on_delete": "clear"}, {**many, "on_delete": "clear"})
    table = designer.catalog().tables.table("customer")
    with designer.database.transaction() as tx:
        tx.execute(table.delete().where(table.c.id == customer))
    assert designer.values("deal", "customer") == {deal: None}


def test_one_link_becomes_many_and_goes_back(designer: Designer) -> None:
    designer.form("customer", NAME)
    link = {"key": "customer", "type": "link", "label": "客户", "form": "customer"}
    designer.form("deal", NAME, link)
    [customer] = designer.put("customer", {"name": "甲"})
    [deal] = designer.put("deal", {"customer": customer})
    designer.form("deal", NAME, {**link, "many": True})
    pairs = designer.catalog().tables.links("deal", "customer")
    with designer.database.snapshot() as tx:
        assert [(row.record_id, row.target_id) for row in tx.execute(select(pairs))] == [(deal, customer)]
    designer.form("deal", NAME, link)
    assert designer.values("deal", "customer") == {deal: customer}


def test_a_subform_is_a_table_that_goes_and_comes_back_with_its_columns(designer: Designer) -> None:
    person = {"key": "who", "type": "member", "label": "谁"}
    qty = {"key": "qty", "type": "number", "label": "数量"}
    note = {"key": "note", "type": "text", "label": "备注"}

    def lines(*fields: dict[str, str]) -> dict[str, object]:
        return {"key": "lines", "type": "subform", "label": "明细", "fields": list(fields)}

    designer.form("deal", NAME, lines(qty, person, note))
    [deal] = designer.put("deal", {"name": "甲"})
    row = {"id": deal, "record_id": deal, "position": 0, "qty": Decimal(3), "note": "说明"}
    designer.insert(designer.catalog().tables.child("deal", "lines"), row)
    designer.form("deal", NAME, lines(qty, person))
    designer.form("deal", NAME)
    with designer.database.snapshot() as tx:
        assert not inspect(tx.connection).has_table("crm__deal__lines")
    designer.form("deal", NAME, lines(qty, person, note, {"key": "price", "type": "money", "label": "单价"}))
    child = designer.catalog().tables.child("deal", "lines")
    with designer.database.snapshot() as tx:
        [found] = tx.execute(select(child)).all()
    assert (found.qty, found.note, found.price, found.record_id) == (Decimal(3), "说明", None, deal)


def test_unique_holds_among_live_records_and_is_refused_over_duplicates(designer: Designer) -> None:
    designer.form("deal", NAME)
    designer.put("deal", {"name": "ＡＢＣ"}, {"name": " abc "}, {"name": None}, {"name": None})
    designer.draft("deal", NAME, unique=[{"fields": ["name"], "normalise": True}])
    impact = designer.impact("deal")
    assert impact["breaking"] is True
    assert impact["steps"][0]["duplicates"] == [{"value": "abc", "count": 2}]
    refused = designer.publish("deal")
    assert refused.status_code == 409
    assert refused.json()["code"] == "duplicates"
    assert refused.json()["errors"][0]["field"] == "name"
    table = designer.catalog().tables.table("deal")
    with designer.database.transaction() as tx:
        tx.execute(table.update().where(table.c.name == " abc ").values(deleted_at=tx.now))
    assert designer.publish("deal").status_code == 200
    with pytest.raises(IntegrityError) as caught:
        designer.put("deal", {"name": "Abc"})
    assert "uq__crm__deal__name__norm" in str(caught.value)


def test_indexes_follow_links_views_and_wishes(designer: Designer) -> None:
    designer.form("deal", NAME, AMOUNT)
    before = index_names(designer, "crm__deal")
    designer.form(
        "deal",
        {**NAME, "index": True},
        AMOUNT,
        views=[{"key": "all", "label": "全部", "type": "grid", "columns": [], "sort": ["-amount"]}],
    )
    assert len(index_names(designer, "crm__deal") - before) == 2
    designer.form("deal", NAME, AMOUNT)
    assert index_names(designer, "crm__deal") == before


def index_names(designer: Designer, table: str) -> set[str | None]:
    with designer.database.snapshot() as tx:
        if tx.dialect == "postgresql":
            return {index["name"] for index in inspect(tx.connection).get_indexes(table)}
        rows = tx.connection.exec_driver_sql(f"PRAGMA index_list('{table}')").all()
        return {row[1] for row in rows}


def test_a_form_that_others_need_is_not_deleted_and_a_deleted_one_comes_back(designer: Designer) -> None:
    designer.form("customer", NAME)
    designer.form("deal", NAME, {"key": "customer", "type": "link", "label": "客户", "form": "customer"})
    refused = designer.browser.delete(designer.url("customer"))
    assert refused.status_code == 409
    assert refused.json()["used_by"][0]["key"] == "deal"
    [deal] = designer.put("deal", {"name": "甲"})
    assert designer.browser.delete(designer.url("deal")).status_code == 204
    assert "deal" not in designer.catalog().forms
    assert designer.browser.get(designer.url("deal", "draft")).status_code == 404
    assert designer.browser.post(f"{designer.url('deal')}:restore").status_code == 200
    assert designer.values("deal", "name") == {deal: "甲"}


def test_a_field_that_another_form_reads_is_not_hidden(designer: Designer) -> None:
    designer.form("customer", NAME, AMOUNT)
    designer.form(
        "deal",
        NAME,
        {"key": "customer", "type": "link", "label": "客户", "form": "customer"},
        {"key": "double", "type": "formula", "label": "双倍", "formula": "customer.amount * 2", "as": "number"},
    )
    designer.draft("customer", NAME)
    impact = designer.impact("customer")
    assert impact["breaking"] is True
    assert [(use["kind"], use["key"]) for use in impact["used_by"]] == [("form", "deal")]
    refused = designer.publish("customer")
    assert refused.status_code == 409
    assert refused.json()["code"] == "in_use"

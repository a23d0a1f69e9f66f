"""A record is saved: one pipeline, whatever the door."""

from tests.dougong.records.conftest import Shop


def test_R043_a_saved_record_has_its_number_its_sums_and_what_the_customer_gives(shop: Shop) -> None:
    customer = shop.add("customer", {"name": "北京云帆科技", "mobile": "13800138000", "discount": 0.1})
    order = shop.add(
        "order",
        {
            "customer": customer["id"],
            "lines": [{"product": "传感器", "quantity": 3, "price": 19.99}, {"product": "支架", "quantity": 1, "price": 5}],
        },
    )
    assert order["no"] == "SO00001"
    assert [line["amount"] for line in order["lines"]] == [59.97, 5]
    assert order["total"] == 64.97
    assert order["payable"] == 58.47
    assert shop.get("order", order["id"])["lines"] == order["lines"]

"""Quotes, contracts, instalments, payments and invoices that agree with each other (R56, R74, R92, R165).

A won deal has an accepted quote with the deal's lines, 180 of them a contract; a contract has a plan of
instalments, what is due was paid but for the 20 planted overdue ones; invoices follow payments. Sums are equal to the
cent.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from scripts.crm_data.catalogue import PRODUCTS
from scripts.crm_data.people import FINANCE, LEGAL
from scripts.crm_data.words import Row, at, day, person, ref
from scripts.crm_data.world import Opportunity, World, office_minute, picker

CONTRACTS, PAYMENTS, INVOICES, OVERDUE, PART = 180, 430, 390, 20, 6
RED = 6
"""Invoices that were voided and have a red one."""
_PLANS = (
    ((0.3, 10, "首付款"), (0.6, 75, "验收款"), (0.1, 365, "质保金")),
    ((0.5, 7, "首付款"), (0.5, 60, "尾款")),
    ((0.4, 10, "首付款"), (0.5, 70, "验收款"), (0.1, 180, "质保金")),
    ((0.25, 10, "第一季度"), (0.25, 100, "第二季度"), (0.25, 190, "第三季度"), (0.25, 280, "第四季度")),
)
_TERMS = (
    "<p>一、甲方按附件清单采购设备、软件与服务，乙方负责安装、调试与培训。</p>"
    "<p>二、付款按回款计划执行，乙方收到款项后五个工作日内开具增值税发票。</p>"
    "<p>三、质保期自验收之日起十二个月；乙方四小时内远程响应，次日到场。</p>"
    "<p>四、双方对知悉的商业秘密负有保密义务。</p>"
)
_SALE, _SERVICE, _SAAS = "sale", "service", "saas"


@dataclass
class Instalment:
    """One instalment: due day, what was paid and when (days from the install)."""

    number: int
    due: int
    amount: float
    paid: float = 0.0
    paid_on: int | None = None


@dataclass
class Contract:
    """A contract with its instalments; `end` is its last day."""

    number: int
    deal: Opportunity
    kind: str
    signed: int
    start: int
    end: int
    amount: float
    status: str
    plan: list[Instalment] = field(default_factory=list)

    @property
    def hardware(self) -> list[Row]:
        """Lines of things that are delivered."""
        return [line for line in self.deal.lines if _category(line) in ("gateway", "controller", "sensor")]


def _category(line: Row) -> str:
    return PRODUCTS[int(line["product_ref"]["$ref"].partition(":")[2]) - 1].category


def add_money(world: World) -> list[Contract]:
    """Everything from the quote to the invoice. → the contracts"""
    pick = picker("money")
    won = sorted((deal for deal in world.opportunities if deal.stage == "won"), key=lambda deal: deal.since)
    quotes = {deal.number: _quotes(world, pick, deal) for deal in world.opportunities if _quoted(deal)}
    newest = won[-60:]
    older = pick.sample(won[:-60], CONTRACTS - len(newest))
    signed = sorted([*older, *newest], key=lambda deal: deal.since)
    contracts = [_contract(world, pick, deal, quotes[deal.number]) for deal in signed]
    _pay(pick, contracts)
    for contract in contracts:
        _finish(world, contract)
    _payments(world, pick, contracts)
    _invoices(world, pick)
    return contracts


def _quoted(deal: Opportunity) -> bool:
    return any(stage == "quote" for stage, _ in deal.entered)


def _quotes(world: World, pick: random.Random, deal: Opportunity) -> int:
    """The quote of a deal, for some after an earlier one that was dearer. → the row of the last one"""
    offered = next(when for stage, when in deal.entered if stage == "quote")
    if deal.stage in ("won", "lost") and pick.random() < 0.25:
        _quote(world, deal, 1, "expired", offered, 0.0)
        return _quote(world, deal, 2, _quote_status(pick, deal), min(-1, offered + 6), None)
    return _quote(world, deal, 1, _quote_status(pick, deal), offered, None)


def _quote_status(pick: random.Random, deal: Opportunity) -> str:
    match deal.stage:
        case "won":
            return "accepted"
        case "lost":
            return pick.choice(("refused", "expired"))
        case "negotiation":
            return "sent"
        case _:
            return pick.choice(("draft", "approving", "approved", "sent", "sent"))


def _quote(world: World, deal: Opportunity, revision: int, status: str, when: int, discount: float | None) -> int:
    lines = [
        {
            "product": line["product_ref"],
            "quantity": line["quantity"],
            "list_price": line["price"],
            "discount": line["discount"] if discount is None else discount,
            "tax": PRODUCTS[int(line["product_ref"]["$ref"].partition(":")[2]) - 1].tax,
        }
        for line in deal.lines
    ]
    row: Row = {
        "opportunity": ref("opportunity", deal.number),
        "customer": ref("customer", deal.customer.number),
        "contact": ref("contact", deal.customer.contacts[0].number),
        "revision": revision,
        "price_list": ref("price_list", 3 if deal.partner else 1),
        "lines": lines,
        "valid_to": day(max(when + 30, 10) if status in ("draft", "approving") else when + 30),
        "status": status,
        "sent_at": at(when, 1030) if status in ("sent", "accepted", "refused", "expired") else None,
        "owner": person(deal.owner),
        "created_at": at(when, 960),
    }
    return world.add("quote", row)


def _contract(world: World, pick: random.Random, deal: Opportunity, quote: int) -> Contract:
    categories = {_category(line) for line in deal.lines}
    worth = sum(line["quantity"] * line["price"] for line in deal.lines if _category(line) == "software")
    kind = _SAAS if worth > 0.4 * deal.amount else _SERVICE if categories <= {"service", "sensor"} else _SALE
    start = deal.since + 7
    contract = Contract(
        number=len(world.rows["contract"]) + 1,
        deal=deal,
        kind=kind,
        signed=deal.since,
        start=start,
        end=start + 364,
        amount=deal.amount,
        status="active",
    )
    contract.status = _status(contract)
    _plan(pick, contract)
    world.add("contract", _contract_row(world, contract, quote))
    return contract


def _status(contract: Contract) -> str:
    if contract.signed > -5:
        return "signing"
    if contract.end < 0:
        return "ended"
    return "expiring" if contract.end <= 60 else "active"


def _plan(pick: random.Random, contract: Contract) -> None:
    shares = _PLANS[3] if contract.kind != _SALE and pick.random() < 0.4 else pick.choice(_PLANS[:3])
    left = contract.amount
    for place, (share, after, _name) in enumerate(shares):
        last = place == len(shares) - 1
        amount = round(left, 2) if last else round(contract.amount * share, 2)
        left -= amount
        contract.plan.append(Instalment(0, contract.signed + after, amount))


def _contract_row(world: World, contract: Contract, quote: int) -> Row:
    deal = contract.deal
    signed = contract.status not in ("signing", "legal")
    return {
        "name": f"{deal.row['name']}合同",
        "customer": ref("customer", deal.customer.number),
        "opportunity": ref("opportunity", deal.number),
        "quote": ref("quote", quote),
        "kind": contract.kind,
        "amount": contract.amount,
        "signed_on": day(contract.signed) if signed else None,
        "start_on": day(contract.start),
        "end_on": day(contract.end),
        "terms": _TERMS,
        "esign": "signed" if signed else "sent",
        "esign_hash": f"sha256:{picker(f'hash{contract.number}').getrandbits(256):064x}" if signed else None,
        "status": contract.status,
        "renewal_due": day(contract.end - 90),
        "owner_legal": person(LEGAL),
        "owner": person(deal.owner),
        "created_at": at(contract.signed, 660),
    }


def _pay(pick: random.Random, contracts: list[Contract]) -> None:
    """What is due was paid, a little early or late; 20 instalments weren't, 6 of them in part."""
    due = [(contract, one) for contract in contracts for one in contract.plan if one.due < 0]
    late = [one for contract, one in due if -80 <= one.due <= -4]
    overdue = pick.sample(late, OVERDUE)
    for place, one in enumerate(overdue):
        if place < PART:
            one.paid = round(one.amount * 0.4, 2)
            one.paid_on = min(-1, one.due + 2)
    for contract, one in due:
        if not any(one is other for other in overdue):
            one.paid = one.amount
            one.paid_on = max(contract.signed, min(-1, one.due + pick.choice((-4, -2, -1, 0, 0, 1, 3, 6, 12))))


def _finish(world: World, contract: Contract) -> None:
    """The instalments of a contract, in it and as records."""
    shares = {len(plan): plan for plan in (_PLANS[1], _PLANS[3])}
    names = [name for _share, _after, name in shares.get(len(contract.plan), _PLANS[0])]
    rows: list[Row] = []
    for seq, one in enumerate(contract.plan, 1):
        ratio = round(one.amount / contract.amount, 3)
        rows.append(
            {"name": names[seq - 1], "due": day(one.due), "ratio": ratio, "amount": one.amount, "paid": one.paid}
        )
        if contract.status == "signing":
            continue
        one.number = world.add("instalment", _instalment(contract, one, seq))
    world.put("contract", contract.number, payment_plan=rows)


def _instalment(contract: Contract, one: Instalment, seq: int) -> Row:
    paid = one.paid >= one.amount
    return {
        "contract": ref("contract", contract.number),
        "customer": ref("customer", contract.deal.customer.number),
        "seq": seq,
        "due": day(one.due),
        "amount": one.amount,
        "paid": one.paid,
        "status": "paid" if paid else "overdue" if one.due < 0 else "open",
        "paid_on": day(one.paid_on) if paid and one.paid_on is not None else None,
        "days_late": max(0, (one.paid_on or 0) - one.due) if paid else max(0, -one.due),
        "owner": person(contract.deal.owner),
        "created_at": at(contract.signed, 700),
    }


def _payments(world: World, pick: random.Random, contracts: list[Contract]) -> None:
    """One payment for each instalment that was paid; large ones came in two until there are 430."""
    paid = [(contract, one) for contract in contracts for one in contract.plan if one.paid_on is not None]
    dear = sorted(paid, key=lambda entry: -entry[1].paid)
    in_two = {id(one) for _contract, one in dear[: max(0, PAYMENTS - len(paid))]}
    for contract, one in sorted(paid, key=lambda entry: entry[1].paid_on or 0):
        half = round(one.paid / 2, 2)
        for amount in (half, round(one.paid - half, 2)) if id(one) in in_two else (one.paid,):
            _payment(world, pick, contract, one, amount)


def _payment(world: World, pick: random.Random, contract: Contract, one: Instalment, amount: float) -> None:
    assert one.paid_on is not None
    world.add(
        "payment",
        {
            "contract": ref("contract", contract.number),
            "customer": ref("customer", contract.deal.customer.number),
            "instalment": ref("instalment", one.number),
            "amount": amount,
            "method": pick.choices(("transfer", "cheque", "alipay", "wechat"), (86, 6, 5, 3))[0],
            "received_on": day(one.paid_on),
            "matched": True,
            "payer": contract.deal.customer.name,
            "status": "matched",
            "owner": person(FINANCE),
            "created_at": at(one.paid_on, office_minute(pick)),
        },
    )


def _invoices(world: World, pick: random.Random) -> None:
    """Invoices of the oldest payments; the newest still wait for approval; some were voided and issued anew in red."""
    payments = list(enumerate(world.rows["payment"], 1))
    count = INVOICES - RED
    for place, (number, payment) in enumerate(payments[:count]):
        waiting = place >= count - 12
        _invoice(world, pick, number, payment, ("requested" if place % 2 else "approving") if waiting else "sent")
    for number in range(40, 40 + RED):
        known = world.rows["invoice"][number - 1]
        world.put("invoice", number, status="voided")
        row = {**known, "status": "red", "amount": -known["amount"], "tax": -known["tax"]}
        row |= {"red_of": ref("invoice", number), "number": f"{int(known['number']) + 900_000:020}"}
        world.add("invoice", row)


def _invoice(world: World, pick: random.Random, number: int, payment: Row, status: str) -> None:
    customer = world.customers[int(payment["customer"]["$ref"].partition(":")[2]) - 1]
    received = payment["received_on"]["$days"]
    issued = min(-1, received + pick.randint(0, 4))
    done = status == "sent"
    tax_no = customer.row["credit_no"]
    world.add(
        "invoice",
        {
            "contract": payment["contract"],
            "customer": payment["customer"],
            "payment": ref("payment", number),
            "kind": pick.choices(("special", "electronic", "ordinary"), (55, 38, 7))[0],
            "title": customer.name,
            "tax_no": tax_no,
            "amount": payment["amount"],
            "tax": round(payment["amount"] / 1.13 * 0.13, 2),
            "status": status,
            "issued_on": day(issued) if done else None,
            "number": f"{24_400_000 + number:020}" if done else None,
            "erp_no": f"ARINV{number:06}" if done else None,
            "erp_status": "done" if done else "none",
            "owner": person(FINANCE),
            "created_at": at(received, 1090),
        },
    )

"""Writes `templates/crm/data`: `python -m scripts.crm_data` from the checkout."""

from __future__ import annotations

import json
from pathlib import Path

from scripts.crm_data.campaigns import add_campaigns
from scripts.crm_data.catalogue import add_catalogue
from scripts.crm_data.customers import add_customers
from scripts.crm_data.delivery import add_delivery
from scripts.crm_data.events import add_events
from scripts.crm_data.follow_ups import add_follow_ups
from scripts.crm_data.health import add_health
from scripts.crm_data.knowledge import add_articles
from scripts.crm_data.leads import add_leads
from scripts.crm_data.marketing import add_rewards, add_touches
from scripts.crm_data.money import add_money
from scripts.crm_data.opportunities import add_opportunities
from scripts.crm_data.orders import add_orders
from scripts.crm_data.partners import add_partners, add_registrations
from scripts.crm_data.planning import add_planning
from scripts.crm_data.service import add_service
from scripts.crm_data.success import add_success, add_templates
from scripts.crm_data.tickets import add_policies, add_tickets
from scripts.crm_data.values import add_values
from scripts.crm_data.working_together import add_cooperation
from scripts.crm_data.world import World

OUT = Path(__file__).resolve().parents[2] / "templates" / "crm" / "data"


def made() -> World:
    """All rows, always the same."""
    world = World()
    add_catalogue(world)
    add_partners(world)
    add_campaigns(world)
    add_templates(world)
    add_customers(world)
    leads = add_leads(world)
    add_opportunities(world, leads)
    add_follow_ups(world, leads)
    contracts = add_money(world)
    add_orders(world, contracts)
    add_values(world)
    add_delivery(world, contracts)
    add_policies(world)
    add_articles(world)
    add_service(world, add_tickets(world))
    add_touches(world)
    add_rewards(world)
    add_events(world)
    add_health(world)
    add_success(world, contracts)
    add_registrations(world)
    add_planning(world)
    add_cooperation(world)
    return world


def write(world: World, folder: Path) -> None:
    """One file per form, one row per line."""
    folder.mkdir(exist_ok=True)
    for form, rows in world.rows.items():
        lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
        (folder / f"{form}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    write(made(), OUT)

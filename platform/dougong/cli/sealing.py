"""Every room that keeps secrets in the vault."""

from __future__ import annotations

from dougong.apps import sealed
from dougong.flows import sealing as flow_secrets
from dougong.kit.sealing import Holders
from dougong.records.public import links
from dougong.records.webhooks import sealing as webhook_secrets

HOLDERS: tuple[Holders, ...] = (flow_secrets.holders, sealed.keys, webhook_secrets.holders, links.holders)

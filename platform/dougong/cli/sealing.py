"""Every room that keeps secrets in the vault."""

from __future__ import annotations

from dougong.accounts import post, providers
from dougong.apps import sealed
from dougong.flows import sealing as flow_secrets
from dougong.identity import factor
from dougong.kit.sealing import Holders
from dougong.records.public import links
from dougong.records.webhooks import sealing as webhook_secrets

HOLDERS: tuple[Holders, ...] = (
    flow_secrets.holders,
    sealed.keys,
    webhook_secrets.holders,
    links.holders,
    factor.holders,
    post.holders,
    providers.holders,
)

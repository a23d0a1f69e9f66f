"""Public links in packages: everything but what belongs to one installation."""

import pytest

from dougong.apps.package_reader import read_files
from dougong.apps.packages import export_files, install
from dougong.apps.repository import find_app
from dougong.apps.tasks import job_actor
from dougong.kit.errors import Invalid
from tests.dougong.records.conftest import Shop, settings
from tests.dougong.records.public import LINKS, Stranger, made
from tests.dougong.records.public import settings as asking

__all__ = ["settings"]
THANKS = {"title": {"zh-CN": "谢谢", "en": "Thank you"}, "text": "单号 {no}"}
CHANNELS = [{"parameter": "from", "field": "reason"}]


def test_links_travel_in_packages_and_open_at_addresses_of_their_own(shop: Shop) -> None:
    own = {"owner": shop.builder.id, "frames": ["https://example.com"]}
    here = made(shop, asking("status", "due", thanks=THANKS, channels=CHANNELS, **own))
    made(shop, asking("status", "customer"), label="供应商", active=False, password="一个密码")
    with shop.company.database.transaction() as tx:
        app = find_app(tx, "shop")
        assert app is not None
        package = read_files((name, text.encode()) for name, text in export_files(tx, app).items())
        first, second = package["public_links"]["order"]["links"]
        asked = [{"field": "status"}, {"field": "due"}]
        assert first == {
            "key": "guanwang",
            "label": "官网",
            "settings": {"fields": asked, "channels": CHANNELS, "thanks": THANKS},
        }
        assert (second["label"], second["active"]) == ("供应商", False)
        key = install(tx, job_actor(tx, shop.builder.id), package, key="copy", template=None, language="zh-CN")
        broken = {**package, "public_links": {"order": {**package["public_links"]["order"], "links": [
            {"label": "坏", "settings": {"fields": [{"field": "nowhere"}]}}]}}}  # fmt: skip
        with pytest.raises(Invalid) as wrong:
            install(tx, job_actor(tx, shop.builder.id), broken, key="other", template=None, language="zh-CN")
        assert wrong.value.errors[0].code == "unknown_field"
    there = shop.builder.browser.get(LINKS.replace("/shop/", f"/{key}/")).json()["items"]
    assert [(each["label"], each["active"], each["has_password"]) for each in there] == [
        ("供应商", False, False),
        ("官网", True, False),
    ]
    assert there[1]["settings"]["owner"] is None
    guest = Stranger(shop, there[1])
    assert there[1]["url"] != here["url"]
    assert guest.open()["state"] == "open"

"""`scripts/shots --app crm`: every list, first record, new record, dashboard and page of one app, whatever is in it."""

from scripts.shooting import acts
from scripts.shooting.page import Page
from scripts.shooting.product import Client


def every_page(admin: Client, app: str) -> list[Page]:
    """The pages an app's users see, from what the app itself says it holds."""
    pages: list[Page] = []
    for form in admin.get(f"/apps/{app}/forms")["items"]:
        key = form["key"]
        place = f"/apps/{app}/forms/{key}"
        pages += [Page(f"{key}-list", place), Page(f"{key}-new", f"{place}/new")]
        records = admin.get(f"/apps/{app}/forms/{key}/records?limit=1")["items"]
        pages += [Page(f"{key}-record", f"{place}/records/{one['id']}") for one in records]
    for board in admin.get(f"/apps/{app}/dashboards")["items"]:
        path = f"/apps/{app}/dashboards/{board['key']}"
        pages.append(Page(f"{board['key']}-board", path, act=acts.dashboard_drawn))
    for page in admin.get(f"/apps/{app}/pages")["items"]:
        pages.append(Page(f"{page['key']}-page", f"/apps/{app}/pages/{page['key']}"))
    return pages

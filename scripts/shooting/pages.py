"""The main pages, one line each. A later page joins here.

`path` may name `{customer}`, `{task}`, `{instance}` …, the id of some row; such a page exists only where there is data.
`act` does what a picture of the page needs: opens a drawer, chooses a tab. `before_apps` pages are pictured in the
empty product before it has any app; `phone=False`: what can only be done on a wide screen.
"""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page as Tab

from scripts.shooting import acts, form_acts

Act = Callable[[Tab], None]


@dataclass(frozen=True)
class Page:
    """One picture: its name in `var/shots`, where it is, and whether one must be signed in."""

    name: str
    path: str
    act: Act | None = None
    signed_in: bool = True
    before_apps: bool = False
    phone: bool = True

    @property
    def needs_records(self) -> bool:
        return "{" in self.path


PAGES = (
    Page("sign-in", "/sign-in", signed_in=False),
    Page("workbench", "/", before_apps=True),
    Page("new-app", "/", act=acts.new_app, before_apps=True),
    Page("new-app-template", "/", act=acts.new_app_from_template, before_apps=True),
    Page("bin", "/bin", before_apps=True),
    Page("grid", "/apps/crm/forms/customer"),
    Page("grid-opportunities", "/apps/crm/forms/opportunity"),
    Page("view-board", "/apps/crm/forms/opportunity?view=pipeline"),
    Page("view-timeline", "/apps/crm/forms/opportunity?view=timeline"),
    Page("view-groups", "/apps/crm/forms/opportunity?view=by_region"),
    Page("view-pivot", "/apps/crm/forms/opportunity?view=matrix"),
    Page("view-calendar", "/apps/crm/forms/follow_up?view=calendar"),
    Page("view-gallery", "/apps/crm/forms/customer?view=cards"),
    Page("view-tree", "/apps/crm/forms/customer?view=groups"),
    Page("bulk-edit", "/apps/crm/forms/opportunity/bulk", act=acts.bulk_edit),
    Page("grid-colours", "/apps/crm/forms/opportunity?view=open"),
    Page("grid-filter", "/apps/crm/forms/customer", act=acts.open_filter),
    Page("app-bin", "/apps/crm/settings/bin"),
    Page("app-release", "/apps/crm/settings/release"),
    Page("form-bin", "/apps/crm/forms/customer/bin"),
    Page("duplicates", "/apps/crm/forms/customer/duplicates", act=acts.find_duplicates),
    Page("duplicates-merge", "/apps/crm/forms/customer/duplicates", act=acts.merge_duplicates),
    Page("duplicates-merged", "/apps/crm/forms/customer/duplicates?tab=merged"),
    Page("record", "/apps/crm/forms/customer/records/{customer}"),
    Page("record-opportunity", "/apps/crm/forms/opportunity/records/{opportunity}"),
    Page("record-related", "/apps/crm/forms/customer/records/{customer}", act=acts.related),
    Page("record-history", "/apps/crm/forms/opportunity/records/{discussed}", act=acts.history),
    Page("record-comments", "/apps/crm/forms/opportunity/records/{discussed}", act=acts.comments),
    Page("new-record", "/apps/crm/forms/customer/new"),
    Page("new-record-refused", "/apps/crm/forms/customer/new", act=acts.save_empty),
    Page("new-opportunity", "/apps/crm/forms/opportunity/new"),
    Page("designer", "/apps/crm/forms/opportunity/design"),
    Page("designer-public-forms", "/apps/crm/forms/customer/design", act=acts.public_forms, phone=False),
    Page("public-form-gone", "/public/forms/nothing", signed_in=False),
    Page("designer-field", "/apps/crm/forms/opportunity/design", act=acts.choose_formula_field, phone=False),
    Page("designer-uses", "/apps/crm/forms/opportunity/design", act=acts.where_used, phone=False),
    Page("designer-prints", "/apps/crm/forms/customer/design", act=acts.prints, phone=False),
    Page("designer-print", "/apps/crm/forms/opportunity/design", act=acts.print_template, phone=False),
    Page("designer-labels", "/apps/crm/forms/customer/design", act=acts.print_template, phone=False),
    Page("record-print", "/apps/crm/forms/opportunity/records/{opportunity}", act=acts.print_menu),
    Page("print-labels", "/apps/crm/forms/customer/records/{customer}", act=acts.print_labels),
    Page("record-reminders", "/apps/crm/forms/opportunity/records/{opportunity}", act=acts.reminders),
    Page("record-activity", "/apps/crm/forms/opportunity/records/{discussed}", act=acts.activity),
    Page("record-lock", "/apps/crm/forms/customer/records/{customer}", act=acts.lock),
    Page("record-locked", "/apps/crm/forms/customer/records/{customer}", act=acts.locked),
    Page("designer-settings", "/apps/crm/forms/customer/design", act=acts.form_settings, phone=False),
    Page("designer-rules", "/apps/crm/forms/opportunity/design", act=acts.rules, phone=False),
    Page("flows", "/apps/crm/flows"),
    Page("new-flow", "/apps/crm/flows", act=acts.new_flow),
    Page("flow-designer", "/apps/crm/flows/quote_approval/design", act=acts.flow_drawn),
    Page("flow-designer-step", "/apps/crm/flows/quote_approval/design", act=acts.choose_step, phone=False),
    Page("flow-canvas", "/apps/crm/flows/quote_approval/design", act=acts.flow_canvas, phone=False),
    Page("flow-dry-run", "/apps/crm/flows/quote_approval/design", act=acts.dry_run, phone=False),
    Page("pages", "/apps/crm/pages"),
    Page("page", "/apps/crm/pages/workspace"),
    Page("page-designer", "/apps/crm/pages/workspace/design", phone=False),
    Page("dashboards", "/apps/crm/dashboards"),
    Page("dashboard", "/apps/crm/dashboards/sales", act=acts.dashboard_drawn),
    Page("dashboard-clicked", "/apps/crm/dashboards/sales", act=acts.click_stage),
    Page("dashboard-records", "/apps/crm/dashboards/sales", act=acts.dashboard_records),
    Page("dashboard-links", "/apps/crm/dashboards/sales", act=acts.dashboard_links),
    Page("public-dashboard", "/apps/crm/dashboards/sales", act=acts.public_dashboard),
    Page("public-dashboard-gone", "/public/dashboards/gone", signed_in=False, before_apps=True),
    Page("dashboard-deliveries", "/apps/crm/dashboards/sales/design", act=acts.new_delivery, phone=False),
    Page("dashboard-alerts", "/apps/crm/dashboards/sales/design", act=acts.new_alert, phone=False),
    Page("dashboard-designer", "/apps/crm/dashboards/sales/design", act=acts.dashboard_designed, phone=False),
    Page("dashboard-designer-tile", "/apps/crm/dashboards/sales/design", act=acts.choose_tile, phone=False),
    Page("dashboard-designer-phone", "/apps/crm/dashboards/sales/design", act=acts.design_for_phones, phone=False),
    Page("calendars", "/calendars"),
    Page("connections", "/apps/crm/settings/connections"),
    Page("webhooks", "/apps/crm/settings/webhooks"),
    Page("webhook-new", "/apps/crm/settings/webhooks", act=acts.new_webhook),
    Page("import", "/apps/crm/import"),
    Page("import-columns", "/apps/crm/import", act=acts.import_file),
    Page("import-xlsform", "/apps/crm/import", act=acts.xlsform_file),
    Page("settings", "/apps/crm/settings"),
    Page("navigation", "/apps/crm/settings/navigation"),
    Page("roles", "/apps/crm/settings/roles"),
    Page("grant", "/apps/crm/settings/roles", act=acts.open_grant),
    Page("builders", "/apps/crm/settings/builders"),
    Page("api", "/apps/crm/api"),
    Page("api-examples", "/apps/crm/api", act=acts.api_examples),
    Page("api-odata", "/apps/crm/api", act=acts.api_odata),
    Page("inbox", "/tasks", before_apps=True),
    Page("inbox-filter", "/tasks", act=acts.inbox_filter),
    Page("inbox-batch", "/tasks/{task}", act=acts.tick_all),
    Page("inbox-copied", "/tasks?box=cc"),
    Page("inbox-started", "/tasks/started/{instance}?box=started"),
    Page("inbox-done", "/tasks?box=done"),
    Page("task", "/tasks/{task}"),
    Page("task-fill", "/tasks/{fill}"),
    Page("task-return", "/tasks/{task}", act=acts.give_back),
    Page("record-held", "/apps/crm/forms/opportunity/records/{held}"),
    Page("record-flows", "/apps/crm/forms/opportunity/records/{held}", act=acts.flows_of_record),
    Page("instance", "/flow-instances/{instance}"),
    Page("operators", "/apps/crm/flow-instances"),
    Page("operators-failed", "/apps/crm/flow-instances?tab=failed"),
    Page("operators-failed-one", "/flow-instances/{failed}"),
    Page("messages", "/messages", before_apps=True),
    Page("bell", "/", act=acts.bell, phone=False),
    Page("notifications", "/me/notifications"),
    Page("absence", "/me", act=acts.absence),
    Page("hand-over", "/people", act=acts.hand_over),
    Page("why-not", "/flow-instances/{instance}", act=acts.why_not),
    Page("people", "/people"),
    Page("new-person", "/people", act=acts.new_person),
    Page("departments", "/departments"),
    Page("groups", "/groups"),
    Page("audit", "/audit"),
    Page("profile", "/me"),
    Page("new-token", "/me", act=acts.new_token),
    Page("record-comment-new", "/apps/crm/forms/opportunity/records/{discussed}", act=form_acts.write_comment),
    Page("record-copied", "/apps/crm/forms/opportunity/records/{opportunity}", act=form_acts.copy_record),
    Page("fields-new", "/apps/patrol/forms/visit/new", act=form_acts.whole_form),
    Page("fields-record", "/apps/patrol/forms/visit/records/{visit}", act=form_acts.whole_form),
    Page("fields-edit", "/apps/patrol/forms/visit/records/{visit}", act=form_acts.edit_whole),
    Page("fields-grid", "/apps/patrol/forms/visit"),
    Page("fields-board", "/apps/patrol/forms/visit?view=board"),
    Page("fields-plan", "/apps/patrol/forms/visit?view=plan"),
    Page("fields-calendar", "/apps/patrol/forms/visit?view=days"),
    Page("fields-photos", "/apps/patrol/forms/visit?view=photos"),
    Page("fields-groups", "/apps/patrol/forms/visit?view=groups"),
    Page("fields-map", "/apps/patrol/forms/store?view=map"),
    Page("shared-calendar", "/public/views/{shared_calendar}", signed_in=False),
    Page("shared-board", "/public/views/{shared_board}", signed_in=False),
    Page("shared-cards", "/public/views/{shared_cards}", signed_in=False),
    Page("shared-tree", "/public/views/{shared_tree}", signed_in=False),
    Page("shared-groups", "/public/views/{shared_groups}", signed_in=False),
    Page("shared-grid", "/public/views/{shared_grid}", signed_in=False),
    Page("import-mapped", "/apps/patrol/import?form=store", act=form_acts.import_mapped),
    Page("import-checked", "/apps/patrol/import?form=store", act=form_acts.import_checked),
    Page("import-done", "/apps/patrol/import?form=store", act=form_acts.import_done),
    Page("import-mended", "/apps/patrol/import?form=store", act=form_acts.import_mended),
    Page("import-undo", "/apps/patrol/import?form=store", act=form_acts.import_undo),
    Page("import-undone", "/apps/patrol/import?form=store", act=form_acts.import_undone),
    Page("import-past", "/apps/patrol/import"),
    Page("not-found", "/nothing/here"),
)

/** The views of a form as tabs; what has been changed in one can be saved. */
import { App, Button, Dropdown, type MenuProps } from "antd";
import { ChevronDown, Lock, Plus, Star, Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/lib/api";
import { useLabel } from "@/lib/i18n";
import { useToast, useUndoToast } from "@/ui/use-toast";
import type { GridState } from "../model/use-grid-state";
import { VIEW_TYPES, type GridView, type ViewLook, type ViewType } from "../model/types";
import { useViewChanges, type ViewBody } from "../model/views";
import { firstLook } from "../views/look-roles";
import { VIEW_ICONS } from "../views/type-icons";
import { later } from "@/ui/later";
import type { ViewWish } from "./view-dialog";
import styles from "./tools.module.css";

const ViewLinksDialog = later(async () => (await import("../view-links/links-dialog")).ViewLinksDialog);
const ViewDialog = later(async () => (await import("./view-dialog")).ViewDialog);

interface Props {
  app: string;
  form: string;
  state: GridState;
  canDesign: boolean;
}

export function ViewTabs({ app, form, state, canDesign }: Props) {
  const { t } = useTranslation(["records", "views", "viewlinks"]);
  const label = useLabel();
  const { message } = App.useApp();
  const toast = useToast();
  const undoToast = useUndoToast();
  const { create, change, remove } = useViewChanges(app, form);
  const [wish, setWish] = useState<ViewWish | null>(null);
  const [sharing, setSharing] = useState(false);
  const { view, views } = state;
  const mayChange = (each: GridView) => each.saved !== null && (canDesign || !each.saved.shared);
  const mayEdit = (each: GridView) => mayChange(each) && !each.look.locked;
  const now = (): Omit<ViewBody, "label" | "shared"> => ({
    columns: state.specs.map(({ field, width, frozen }) => ({
      field,
      width: width ?? null,
      frozen: !!frozen,
    })),
    filter: state.filter || null,
    sort: state.sort,
    ...storable(state.look),
  });
  const bodyOf = (each: GridView): ViewBody => ({
    ...storable(each.look),
    label: label(each.label),
    columns: each.columns,
    filter: each.filter,
    sort: each.sort,
    shared: each.saved?.shared ?? false,
  });
  const save = async () => {
    const saved = view.saved;
    if (!saved) return;
    try {
      await change.mutateAsync({ ...bodyOf(view), ...now(), id: saved.id, version: saved.version });
      state.reset();
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 409)
        void message.warning({ content: t("view.stale", { name: label(view.label) }), duration: 8 });
      else toast.failed(error);
    }
  };
  const drop = async (each: GridView) => {
    try {
      await remove.mutateAsync(each.key);
      if (each.key === view.key) state.setView(views[0]!.key);
      undoToast(t("view.deleted", { name: label(each.label) }), () => create.mutateAsync(bodyOf(each)));
    } catch (error) {
      toast.failed(error);
    }
  };
  const keepOwn = async (each: GridView) => {
    try {
      const name = t("view.copy_of", { name: label(each.label) }).slice(0, 100);
      const { locked: _locked, ...body } = bodyOf(each);
      const made = await create.mutateAsync({ ...body, label: name, shared: false });
      state.setView(made.id);
    } catch (error) {
      toast.failed(error);
    }
  };
  const lock = async (each: GridView) => {
    if (!each.saved) return;
    try {
      const { id, version } = each.saved;
      await change.mutateAsync({ ...bodyOf(each), id, version, locked: !each.look.locked });
      toast.done(t(each.look.locked ? "view.unlocked" : "view.locked_now", { name: label(each.label) }));
    } catch (error) {
      toast.failed(error);
    }
  };
  const addOf = async (type: ViewType) => {
    try {
      const look = firstLook(type, state.fields, form);
      const body = { ...storable(look), columns: [], filter: null, sort: [] };
      const made = await create.mutateAsync({ ...body, label: t(`views:types.${type}`), shared: false });
      state.setView(made.id);
    } catch (error) {
      toast.failed(error);
    }
  };
  const menuOf = (each: GridView): MenuProps => {
    const first = (state.defaultView ?? views[0]?.key) === each.key;
    return {
      items: [
        { key: "default", label: t("view.default"), disabled: first },
        { key: "copy", label: t("view.save_as") },
        {
          key: "personal",
          label: t("view.personal"),
          disabled: each.saved?.mine === true && !each.saved.shared,
        },
        ...(canDesign && state.look.type !== "pivot" ? [{ key: "link", label: t("viewlinks:menu") }] : []),
        ...(mayChange(each)
          ? [{ key: "lock", label: t(each.look.locked ? "view.unlock" : "view.lock") }]
          : []),
        ...(mayEdit(each)
          ? [
              { key: "rename", label: t("view.rename") },
              { key: "delete", label: t("view.delete"), danger: true },
            ]
          : []),
      ],
      onClick: ({ key }) => {
        if (key === "default") {
          state.setDefaultView(each.key);
          toast.done(t("view.default_set", { name: label(each.label) }));
        }
        if (key === "copy") setWish({ kind: "new", label: "", shared: false });
        if (key === "rename")
          setWish({ kind: "rename", label: label(each.label), shared: !!each.saved?.shared });
        if (key === "link") setSharing(true);
        if (key === "personal") void keepOwn(each);
        if (key === "lock") void lock(each);
        if (key === "delete") void drop(each);
      },
    };
  };
  const submit = async (name: string, shared: boolean) => {
    if (wish?.kind === "rename" && view.saved) {
      const { id, version } = view.saved;
      await change.mutateAsync({ ...bodyOf(view), id, version, label: name, shared });
    } else {
      const made = await create.mutateAsync({ ...now(), label: name, shared });
      state.reset();
      state.setView(made.id);
    }
    setWish(null);
  };
  return (
    <div className={styles.tabs}>
      <div className={styles.tabList} role="tablist" aria-label={t("view.label")}>
        {views.map((each) => {
          const chosen = each.key === view.key;
          return (
            <button
              key={each.key}
              type="button"
              role="tab"
              aria-selected={chosen}
              ref={chosen ? inSight : undefined}
              className={styles.tab}
              onClick={() => state.setView(each.key)}
            >
              <TypeIcon type={each.look.type} />
              {each.saved?.shared && <Users size={14} aria-label={t("view.shared")} />}
              {state.defaultView === each.key && <Star size={12} aria-label={t("view.is_default")} />}
              {label(each.label)}
              {each.look.locked && <Lock size={12} aria-label={t("view.is_locked")} />}
            </button>
          );
        })}
      </div>
      <Dropdown trigger={["click"]} menu={menuOf(view)}>
        <Button
          type="text"
          size="small"
          icon={<ChevronDown size={16} />}
          aria-label={t("view.actions", { name: label(view.label) })}
        />
      </Dropdown>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: VIEW_TYPES.map((type) => ({
            key: type,
            icon: <TypeIcon type={type} />,
            label: t(`views:types.${type}`),
          })),
          onClick: ({ key }) => void addOf(key as ViewType),
        }}
      >
        <Button
          type="text"
          size="small"
          icon={<Plus size={16} />}
          aria-label={t("view.add")}
          title={t("view.add")}
        />
      </Dropdown>
      {state.changed && (
        <span className={styles.changed}>
          <Button type="link" size="small" onClick={state.reset}>
            {t("view.reset")}
          </Button>
          {mayEdit(view) && (
            <Button size="small" loading={change.isPending} onClick={() => void save()}>
              {t("view.save")}
            </Button>
          )}
          <Button size="small" onClick={() => setWish({ kind: "new", label: "", shared: false })}>
            {t("view.save_as")}
          </Button>
        </span>
      )}
      {sharing && <ViewLinksDialog app={app} form={form} state={state} onClose={() => setSharing(false)} />}
      {wish && (
        <ViewDialog wish={wish} canShare={canDesign} onClose={() => setWish(null)} onSubmit={submit} />
      )}
    </div>
  );
}

/** The open view's tab is seen, however many there are. */
const inSight = (tab: HTMLButtonElement | null) =>
  tab?.scrollIntoView?.({ block: "nearest", inline: "nearest" });

/** As it is stored: rules of colours that are still being written are left out. */
const storable = (look: ViewLook): ViewLook => ({
  ...look,
  ...(look.colors ? { colors: look.colors.filter((rule) => rule.when !== "") } : {}),
});

function TypeIcon({ type, className }: { type: ViewType; className?: string }) {
  const Icon = VIEW_ICONS[type];
  return <Icon size={16} className={className} aria-hidden />;
}

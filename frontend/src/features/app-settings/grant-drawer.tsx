import { Button, Drawer } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { App, Grant, Role } from "@/lib/types";
import { kept } from "@/lib/use-begun";
import { usePhone } from "@/lib/use-media";
import { DrawerFooter } from "@/ui/drawer-footer";
import { GrantEditor } from "./grant-editor";
import { newGrant } from "./grant-presets";
import type { Cell } from "./rights-matrix";

interface Props {
  app: App;
  cell: Cell | null;
  grants: Grant[];
  roles: Role[];
  newGrantId: () => string;
  onApply: (cell: Cell, grants: Grant[]) => void;
  onClose: () => void;
}

/** Everything one cell can say: one or more grants that add up. */
export function GrantDrawer({ app, cell, grants, roles, newGrantId, onApply, onClose }: Props) {
  const { t } = useTranslation("roles");
  const label = useLabel();
  const phone = usePhone();
  const [edited, setEdited] = useState<Grant[] | null>(null);
  if (!cell) return null;
  const list = edited ?? (grants.length > 0 ? grants : [newGrant(newGrantId(), cell.to, cell.form)]);
  const who = roles.find((role) => `role:${role.key}` === cell.to);
  const what = app.forms.find((form) => form.key === cell.form);
  const change = (index: number, grant: Grant) =>
    setEdited(list.map((one, at) => (at === index ? grant : one)));
  return (
    <Drawer
      open
      // A click beside it, or Escape, must not throw away what was changed.
      {...kept(edited !== null)}
      onClose={onClose}
      size={phone ? "100%" : 560}
      title={`${who ? label(who.label) : t(cell.to === "outside" ? "outside" : "everyone")} · ${what ? label(what.label) : t("matrix.all_forms")}`}
      footer={
        <DrawerFooter>
          <Button onClick={onClose}>{t("common:action.cancel")}</Button>
          <Button
            type="primary"
            onClick={() => {
              onApply(cell, list);
              onClose();
            }}
          >
            {t("apply")}
          </Button>
        </DrawerFooter>
      }
    >
      {list.map((grant, index) => (
        <GrantEditor
          key={grant.id}
          app={app.key}
          grant={grant}
          number={list.length > 1 ? index + 1 : null}
          onChange={(next) => change(index, next)}
          onRemove={() => setEdited(list.filter((_, at) => at !== index))}
        />
      ))}
      <Button
        icon={<Plus size={16} />}
        onClick={() => setEdited([...list, newGrant(newGrantId(), cell.to, cell.form)])}
      >
        {t("grant.add")}
      </Button>
    </Drawer>
  );
}

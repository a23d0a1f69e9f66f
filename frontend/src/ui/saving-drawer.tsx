import { Alert, Button, Drawer, Space } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "@/lib/problem-text";
import { kept, useBegun } from "@/lib/use-begun";
import { usePhone } from "@/lib/use-media";
import { DrawerFooter } from "./drawer-footer";

interface Props {
  title: string;
  /** Everything its inputs hold: once it is changed, only the buttons close the drawer. */
  values: unknown;
  save: string;
  /** What the server refused and no field shows. */
  error: unknown;
  ready: boolean;
  busy: boolean;
  /** It is saved, and shows something to take along before it is closed. */
  done: boolean;
  onSave: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** One thing of a list, made or changed at its side, of inputs that keep their own state; full screen on the phone. */
export function SavingDrawer({ title, values, save, error, ready, busy, done, ...props }: Props) {
  const { onSave, onClose, children } = props;
  const { t } = useTranslation("common");
  const phone = usePhone();
  const begun = useBegun(values);
  return (
    <Drawer
      open
      title={title}
      size={phone ? "100%" : 480}
      {...kept(begun || done)}
      onClose={onClose}
      closable={{ "aria-label": t("action.close") }}
      footer={
        <DrawerFooter>
          <Button onClick={onClose}>{t(done ? "action.close" : "action.cancel")}</Button>
          {!done && (
            <Button type="primary" disabled={!ready} loading={busy} onClick={onSave}>
              {save}
            </Button>
          )}
        </DrawerFooter>
      }
    >
      <Space orientation="vertical" size={14} style={{ width: "100%" }}>
        {Boolean(error) && <Alert type="error" title={problemText(error)} />}
        {children}
      </Space>
    </Drawer>
  );
}

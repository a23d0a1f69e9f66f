import { Alert, Button, Drawer, Space } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "@/lib/problem-text";
import { usePhone } from "@/lib/use-media";

interface Props {
  title: string;
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
export function SavingDrawer({ title, save, error, ready, busy, done, onSave, onClose, children }: Props) {
  const { t } = useTranslation("common");
  const phone = usePhone();
  return (
    <Drawer
      open
      title={title}
      size={phone ? "100%" : 480}
      onClose={onClose}
      closable={{ "aria-label": t("action.close") }}
      footer={
        <Space style={{ display: "flex", justifyContent: "flex-end" }}>
          <Button onClick={onClose}>{t(done ? "action.close" : "action.cancel")}</Button>
          {!done && (
            <Button type="primary" disabled={!ready} loading={busy} onClick={onSave}>
              {save}
            </Button>
          )}
        </Space>
      }
    >
      <Space orientation="vertical" size={14} style={{ width: "100%" }}>
        {Boolean(error) && <Alert type="error" title={problemText(error)} />}
        {children}
      </Space>
    </Drawer>
  );
}

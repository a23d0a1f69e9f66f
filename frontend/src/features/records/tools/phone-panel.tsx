/** What the toolbar opens on the phone, from the lower edge of the screen. */
import { Drawer } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

export function PhonePanel({ title, onClose, children }: Props) {
  const { t } = useTranslation("records");
  const [open, setOpen] = useState(true);
  return (
    <Drawer
      open={open}
      title={title}
      placement="bottom"
      size="auto"
      destroyOnHidden
      closable={{ "aria-label": t("action.close") }}
      onClose={() => setOpen(false)}
      afterOpenChange={(now) => !now && onClose()}
    >
      {children}
    </Drawer>
  );
}

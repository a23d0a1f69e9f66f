/** Records on paper: which template, and for labels where the first sheet is still whole. */
import { Button, Dropdown, Modal, type ButtonProps } from "antd";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { usePrints } from "@/lib/printing/queries";
import type { PrintCard } from "@/lib/printing/types";
import { problemText } from "@/lib/problem-text";
import { usePrint } from "@/ui/printing/use-print";
import { later } from "@/ui/later";
import styles from "./tools.module.css";

const LabelsDialog = later(async () => (await import("./labels-dialog")).LabelsDialog);

interface Props {
  app: string;
  form: string;
  ids: string[];
  /** What opens the menu. */
  children: ReactElement<ButtonProps>;
}

/** The templates once they are asked for, printing with one of them, and the dialogs that come with it. */
function usePrinting({ app, form, ids }: Omit<Props, "children">, open: boolean) {
  const { t } = useTranslation("prints");
  const label = useLabel();
  const [labels, setLabels] = useState<PrintCard | null>(null);
  const prints = usePrints(app, form, open);
  const { print, dialog } = usePrint(app, form);
  const choose = (key: string) => {
    const card = prints.data?.find((each) => each.key === key);
    if (card?.labels) setLabels(card);
    else void print(ids, key);
  };
  const items = prints.data?.map((card) => ({
    key: card.key,
    label: label(card.label) || (card.key === "standard" ? t("standard") : card.key),
  }));
  const dialogs = (
    <>
      {labels && (
        <LabelsDialog
          card={labels}
          count={ids.length}
          onClose={() => setLabels(null)}
          onPrint={(start, copies) => {
            setLabels(null);
            void print(ids, labels.key, { start, copies });
          }}
        />
      )}
      {dialog}
    </>
  );
  const instead = prints.isError ? problemText(prints.error) : t("loading");
  return { items, instead, choose, dialogs };
}

export function PrintMenu({ children, ...of }: Props) {
  const [open, setOpen] = useState(false);
  const { items, instead, choose, dialogs } = usePrinting(of, open);
  return (
    <>
      <Dropdown
        trigger={["click"]}
        open={open}
        onOpenChange={setOpen}
        menu={{
          items: items ?? [{ key: "none", label: instead, disabled: true }],
          onClick: ({ key }) => choose(key),
        }}
      >
        {children}
      </Dropdown>
      {dialogs}
    </>
  );
}

interface SheetProps extends Omit<Props, "children"> {
  open: boolean;
  onClose: () => void;
}

/** The same where a menu has no room: on the phone. */
export function PrintSheet({ open, onClose, ...of }: SheetProps) {
  const { t } = useTranslation("prints");
  const { items, instead, choose, dialogs } = usePrinting(of, open);
  return (
    <>
      <Modal open={open} title={t("print")} footer={null} onCancel={onClose}>
        <div className={styles.choices}>
          {!items && <p>{instead}</p>}
          {items?.map((item) => (
            <Button
              key={item.key}
              block
              size="large"
              onClick={() => {
                onClose();
                choose(item.key);
              }}
            >
              {item.label}
            </Button>
          ))}
        </div>
      </Modal>
      {dialogs}
    </>
  );
}

/** 打印: the templates of a form; one is opened and designed beside how it looks with a real record. */
import { Button, Dropdown, Tag } from "antd";
import { Copy, FileSpreadsheet, FileType2, Plus, Printer, Tags } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { Print } from "@/lib/printing/types";
import { TabPage } from "@/ui/designer/tab-page";
import { EmptyState } from "@/ui/empty-state";
import { RemoveButton } from "@/ui/remove-button";
import { useUndoToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";
import { freshKey, newLabels, newPage } from "./new-print";
import { PrintEditor } from "./print-editor";
import styles from "./prints.module.css";

export function PrintsTab() {
  const { t } = useTranslation("prints");
  const label = useLabel();
  const undoToast = useUndoToast();
  const { definition, apply, draft } = useDesigner();
  const [open, setOpen] = useState<string | null>(null);
  const prints = definition.prints ?? [];
  const put = (act: string, next: Print[]) =>
    apply(act, (before) => ({ ...before, prints: next.length ? next : undefined }));
  const add = (template: Print) => {
    put("add", [...prints, template]);
    setOpen(template.key);
  };
  const make = (kind: string) => {
    const key = freshKey(prints);
    const name = t(`kind.${kind}`);
    const title = definition.title ?? definition.fields.find((field) => field.type === "text")?.key ?? null;
    if (kind === "labels") add(newLabels(key, name, title));
    else if (kind === "docx" || kind === "xlsx") add({ key, label: name, kind });
    else add(newPage(key, name, definition, label(definition.label)));
  };
  const opened = prints.find((each) => each.key === open);
  if (opened)
    return (
      <PrintEditor
        key={opened.key}
        template={opened}
        onBack={() => setOpen(null)}
        onChange={(change) =>
          apply(`print:${opened.key}`, (before) => ({
            ...before,
            prints: before.prints?.map((each) => (each.key === opened.key ? { ...each, ...change } : each)),
          }))
        }
      />
    );
  const remove = (key: string) => {
    put(
      "remove",
      prints.filter((each) => each.key !== key),
    );
    undoToast(t("removed"), async () => draft.undo());
  };
  return (
    <TabPage
      title={t("title")}
      text={t("text")}
      extra={
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              { key: "page", label: t("new.page"), icon: <Printer size={16} /> },
              { key: "labels", label: t("new.labels"), icon: <Tags size={16} /> },
              { key: "docx", label: t("new.docx"), icon: <FileType2 size={16} /> },
              { key: "xlsx", label: t("new.xlsx"), icon: <FileSpreadsheet size={16} /> },
            ],
            onClick: ({ key }) => make(key),
          }}
        >
          <Button type="primary" icon={<Plus size={16} />}>
            {t("new.title")}
          </Button>
        </Dropdown>
      }
    >
      {prints.length === 0 && (
        <EmptyState icon={<Printer size={28} />} title={t("none")} text={t("none_text")} />
      )}
      <ul className={styles.list}>
        {prints.map((template) => {
          const name = label(template.label) || template.key;
          return (
            <li key={template.key} className={styles.item}>
              <button type="button" className={styles.open} onClick={() => setOpen(template.key)}>
                {name}
              </button>
              <Tag>{t(`kind.${template.kind ?? "page"}`)}</Tag>
              <Button
                type="text"
                size="small"
                icon={<Copy size={16} />}
                aria-label={t("copy", { name })}
                title={t("copy", { name })}
                onClick={() => add({ ...template, key: freshKey(prints), label: `${name} 2` })}
              />
              <RemoveButton label={t("remove", { name })} onClick={() => remove(template.key)} />
            </li>
          );
        })}
      </ul>
    </TabPage>
  );
}

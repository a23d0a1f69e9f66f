/** People who get an address of their own, good for one answer. */
import { Button, Input, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useRecipients, type FormLink, type Recipient } from "@/lib/public-form/links";
import { useMe } from "@/lib/queries/session";
import { saveBlob } from "@/lib/save-file";
import { CopyButton } from "@/ui/copy-button";
import { ErrorState } from "@/ui/error-state";
import { RemoveButton } from "@/ui/remove-button";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";
import styles from "./links.module.css";

const MOST = 1_000;

/** Excel reads UTF-8 only with a mark, and takes a leading = for a formula. */
function csvOf(people: Recipient[]): string {
  const cell = (text: string): string => `"${text.replace(/^([=+\-@])/, "'$1").replaceAll('"', '""')}"`;
  return `\uFEFF${people.map((each) => `${cell(each.label)},${cell(each.url)}`).join("\r\n")}\r\n`;
}

export function Recipients({ link }: { link: FormLink }) {
  const { t } = useTranslation("formlinks");
  const locale = useLocale();
  const { timezone } = useMe();
  const { app, form } = useDesigner();
  const { list, add, remove } = useRecipients(app, form, link.id);
  const toast = useToast();
  const [text, setText] = useState("");
  const labels = text
    .split(/[\n,，;；]/)
    .map((each) => each.trim())
    .filter(Boolean)
    .slice(0, MOST);
  const send = () => add.mutate(labels, { onSuccess: () => setText(""), onError: toast.failed });
  return (
    <div className={styles.part}>
      <p className={styles.faint}>{t("recipients.text")}</p>
      <Input.TextArea
        rows={3}
        aria-label={t("recipients.names")}
        placeholder={t("recipients.names")}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className={styles.after}>
        <Button type="primary" disabled={labels.length === 0} loading={add.isPending} onClick={send}>
          {t("recipients.add", { count: labels.length })}
        </Button>
        {list.data && list.data.length > 0 && (
          <Button
            onClick={() => saveBlob(new Blob([csvOf(list.data)], { type: "text/csv" }), `${link.label}.csv`)}
          >
            {t("recipients.download")}
          </Button>
        )}
      </div>
      {list.isPending && <ListSkeleton rows={2} />}
      {list.isError && <ErrorState compact error={list.error} onRetry={() => void list.refetch()} />}
      <ul className={styles.people}>
        {list.data?.map((each) => (
          <li key={each.id}>
            <span className={styles.grow}>{each.label}</span>
            {each.used_at ? (
              <Tag color="success">
                {t("recipients.used", { at: formatInstant(each.used_at, locale, timezone) })}
              </Tag>
            ) : (
              <CopyButton text={each.url} label={t("recipients.copy", { name: each.label })} />
            )}
            <RemoveButton
              label={t("recipients.remove", { name: each.label })}
              onClick={() => remove.mutate(each.id, { onError: toast.failed })}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

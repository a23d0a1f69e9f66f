/** What the forms of new links have in common: for how long it is valid, and the way to make it. */
import { Button, Form, Select } from "antd";
import { useTranslation } from "react-i18next";
import styles from "./sharing.module.css";

const DAYS = [1, 7, 30, 90, 365] as const;
const DAY = 86_400_000;

/** So many days from now. */
export const until = (days: number): string => new Date(Date.now() + days * DAY).toISOString();

/** The form's value `days`. */
export function DaysItem() {
  const { t } = useTranslation("sharing");
  return (
    <Form.Item name="days" label={t("new.expires")} required>
      <Select<number>
        aria-label={t("new.expires")}
        options={DAYS.map((days) => ({ value: days, label: t("new.days", { count: days }) }))}
      />
    </Form.Item>
  );
}

export function LinkFormFoot({ busy, onCancel }: { busy: boolean; onCancel: () => void }) {
  const { t } = useTranslation("sharing");
  return (
    <div className={styles.actions}>
      <Button onClick={onCancel}>{t("common:action.cancel")}</Button>
      <Button type="primary" htmlType="submit" loading={busy}>
        {t("new.create")}
      </Button>
    </div>
  );
}

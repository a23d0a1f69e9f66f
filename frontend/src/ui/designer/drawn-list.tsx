/** A list of what is drawn in a designer: flows, dashboards. */
import { Button, Dropdown, type MenuProps } from "antd";
import { Ellipsis, RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatAgo } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import styles from "./drawn-list.module.css";

export function DrawnList({ name, children }: { name: string; children: ReactNode }) {
  return (
    <ul className={styles.list} aria-label={name}>
      {children}
    </ul>
  );
}

interface RowProps {
  icon: ReactNode;
  /** It works or can be looked at. */
  on: boolean;
  name: string;
  to: string;
  text: string;
  /** How it fares; when it was changed stands behind. */
  tags: ReactNode;
  changed: string;
  children: ReactNode;
}

export function DrawnRow({ icon, on, name, to, text, tags, changed, children }: RowProps) {
  const locale = useLocale();
  return (
    <li className={styles.row}>
      <span className={styles.icon} data-on={on || undefined}>
        {icon}
      </span>
      <div className={styles.words}>
        <Link to={to} className={styles.name}>
          {name}
        </Link>
        <span className={styles.text}>{text}</span>
      </div>
      <div className={styles.tags}>
        {tags}
        <span className={styles.text}>{formatAgo(changed, locale)}</span>
      </div>
      {children}
    </li>
  );
}

interface MenuButtonProps {
  name: string;
  items: NonNullable<MenuProps["items"]>;
  onChoose: (key: string) => void;
}

/** What else can be done with it. */
export function RowMenu({ name, items, onChoose }: MenuButtonProps) {
  return (
    <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => onChoose(key) }}>
      <Button type="text" size="small" icon={<Ellipsis size={16} />} aria-label={name} />
    </Dropdown>
  );
}

interface DeletedProps {
  deleted: { key: string; name: string }[];
  /** Which one is on its way back. */
  restoring: string | null;
  onRestore: (key: string) => void;
}

/** What was thrown away can come back. */
export function DeletedList({ deleted, restoring, onRestore }: DeletedProps) {
  const { t } = useTranslation("drafting");
  if (deleted.length === 0) return null;
  return (
    <details className={styles.bin}>
      <summary>{t("list.bin", { count: deleted.length })}</summary>
      <ul>
        {deleted.map(({ key, name }) => (
          <li key={key}>
            <span>{name}</span>
            <Button
              size="small"
              icon={<RotateCcw size={14} />}
              loading={restoring === key}
              onClick={() => onRestore(key)}
            >
              {t("list.restore")}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Differences thing by thing, in words. */
import { Tag } from "antd";
import { ClipboardList, LayoutTemplate, PieChart, Settings2, ShieldCheck, Workflow } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { Difference } from "./queries";
import styles from "./release.module.css";

const ICONS: Record<string, typeof Workflow> = {
  form: ClipboardList,
  flow: Workflow,
  dashboard: PieChart,
  page: LayoutTemplate,
  roles: ShieldCheck,
};
const COLOURS = { add: "success", change: undefined, restore: "processing", remove: "error" } as const;

interface Props {
  item: Difference;
  /** Stands before the name: a box to leave the thing out. */
  before?: ReactNode;
  facts?: ReactNode;
  children?: ReactNode;
}

export function ChangeLine({ item, before, facts, children }: Props) {
  const { t } = useTranslation("release");
  const label = useLabel();
  const Icon = ICONS[item.kind] ?? Settings2;
  const name = item.key === null ? t(`kind.${item.kind}`) : label(item.label) || item.key;
  return (
    <li className={styles.change}>
      {before}
      <Icon size={18} aria-hidden className={styles.icon} />
      <div className={styles.words}>
        <p className={styles.name}>
          <span>{name}</span>
          {item.key !== null && <span className={styles.faint}>{t(`kind.${item.kind}`)}</span>}
          <Tag color={COLOURS[item.op]}>{t(`op.${item.op}`)}</Tag>
          {facts}
        </p>
        {item.changes.length > 0 && (
          <ul className={styles.told}>
            {item.changes.map((words, at) => (
              <li key={at}>{words}</li>
            ))}
          </ul>
        )}
        {children}
      </div>
    </li>
  );
}

export function ChangeList({ items }: { items: Difference[] }) {
  return (
    <ul>
      {items.map((item) => (
        <ChangeLine key={`${item.kind}:${item.key ?? ""}`} item={item} />
      ))}
    </ul>
  );
}

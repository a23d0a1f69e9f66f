/** Links that were made, and the ways to make another and to end one. */
import { Button } from "antd";
import { Link2, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../empty-state";
import { ErrorState } from "../error-state";
import { ListSkeleton } from "../skeletons";
import { useConfirmDanger } from "../use-confirm-danger";
import styles from "./sharing.module.css";

interface Found<Link> {
  data: Link[] | undefined;
  isPending: boolean;
  error: unknown;
  refetch: () => Promise<unknown>;
}

interface Props<Link> {
  title: string;
  text: string;
  empty: { title: string; text: string };
  links: Found<Link>;
  draw: (links: Link[]) => ReactNode;
  onNew: () => void;
}

export function LinkLines<Link>({ title, text, empty, links, draw, onNew }: Props<Link>) {
  const { t } = useTranslation("sharing");
  const none = links.data?.length === 0;
  const create = (
    <Button type={none ? "primary" : "default"} icon={<Plus size={16} />} onClick={onNew}>
      {t("links.new")}
    </Button>
  );
  return (
    <>
      <p className={styles.text}>{text}</p>
      {links.isPending && <ListSkeleton rows={2} />}
      {Boolean(links.error) && (
        <ErrorState compact error={links.error} onRetry={() => void links.refetch()} />
      )}
      {none && <EmptyState icon={<Link2 size={28} />} {...empty} actions={create} />}
      {links.data && !none && (
        <>
          <ul className={styles.list} aria-label={title}>
            {draw(links.data)}
          </ul>
          {create}
        </>
      )}
    </>
  );
}

interface LineProps {
  icon?: ReactNode;
  name: string;
  tags: ReactNode;
  facts: ReactNode;
  /** It leads nowhere any more. */
  over: boolean;
  /** null: there is nothing left to end. */
  onRevoke: (() => Promise<unknown>) | null;
}

export function LinkLine({ icon, name, tags, facts, over, onRevoke }: LineProps) {
  const { t } = useTranslation("sharing");
  const ask = useConfirmDanger();
  return (
    <li data-over={over || undefined}>
      {icon}
      <div className={styles.grow}>
        <p className={styles.name}>
          <span>{name}</span>
          {tags}
        </p>
        <p className={styles.faint}>{facts}</p>
      </div>
      {onRevoke && (
        <Button
          danger
          type="text"
          size="small"
          aria-label={t("links.revoke_named", { name })}
          onClick={() =>
            ask({
              title: t("links.revoke_title", { name }),
              text: t("links.revoke_text"),
              action: t("links.revoke"),
              run: onRevoke,
            })
          }
        >
          {t("links.revoke")}
        </Button>
      )}
    </li>
  );
}

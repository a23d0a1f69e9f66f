import { Button, Table, type TableColumnsType } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { usePhone } from "@/lib/use-media";
import { ErrorState } from "./error-state";
import { ListSkeleton } from "./skeletons";
import styles from "./data-list.module.css";

interface Props<Row> {
  rows: Row[] | undefined;
  rowKey: (row: Row) => string;
  columns: TableColumnsType<Row>;
  /** One row as a card on the phone. */
  card: (row: Row) => ReactNode;
  empty: ReactNode;
  error?: unknown;
  onRetry?: () => void;
  onOpen?: (row: Row) => void;
  more?: { load: () => void; busy: boolean };
  label: string;
}

/** A platform list: table on the desk, cards on the phone; loading, failed and empty are its own business. */
export function DataList<Row extends object>(props: Props<Row>) {
  const { rows, rowKey, columns, card, empty, error, onRetry, onOpen, more, label } = props;
  const { t } = useTranslation("common");
  const phone = usePhone();
  if (error && !rows) return <ErrorState error={error} onRetry={onRetry} />;
  if (!rows) return <ListSkeleton />;
  if (rows.length === 0) return <>{empty}</>;
  return (
    <>
      {phone ? (
        <ul className={styles.cards} aria-label={label}>
          {rows.map((row) => (
            <li key={rowKey(row)} className={styles.card}>
              {card(row)}
            </li>
          ))}
        </ul>
      ) : (
        <Table<Row>
          aria-label={label}
          rowKey={rowKey}
          dataSource={rows}
          columns={columns}
          pagination={false}
          size="middle"
          scroll={{ x: "max-content" }}
          rowClassName={onOpen ? (styles.open ?? "") : ""}
          onRow={(row) => (onOpen ? { onClick: () => onOpen(row) } : {})}
        />
      )}
      {more && (
        <div className={styles.more}>
          <Button onClick={more.load} loading={more.busy}>
            {t("action.more")}
          </Button>
        </div>
      )}
    </>
  );
}

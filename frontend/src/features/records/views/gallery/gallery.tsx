/** Records as cards with a picture. */
import { Button } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { neededOf } from "@/lib/records/columns";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import type { RecordRow } from "../../model/types";
import { Nothing } from "../nothing";
import { useParts } from "../model/pages";
import { factsOf, RecordCard, titleOf } from "../record-card";
import type { ViewProps } from "../types";
import shared from "../views.module.css";
import styles from "./gallery.module.css";

interface File {
  id: string;
  name: string;
  type: string;
}

/** The first picture among a record's files. */
export function pictureOf(value: unknown): File | null {
  const files = Array.isArray(value) ? (value as File[]) : value ? [value as File] : [];
  return files.find((file) => file.type.startsWith("image/")) ?? null;
}

/** The same letter and shade for the same record, every time. */
export function shadeOf(id: string): number {
  return [...id].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 8, 7);
}

export function Gallery(props: ViewProps) {
  const { app, form, runtime, look, columns, around } = props;
  const { t } = useTranslation("views");
  const cover = runtime.definition.fields.find((field) => field.key === look.cover);
  const needed = useMemo(() => {
    const found = neededOf(columns, runtime.definition);
    return {
      ...found,
      fields: [...new Set([...found.fields, ...(cover ? [cover.key] : []), ...props.coloursRead])],
    };
  }, [columns, runtime, cover, props.coloursRead]);
  const parts = useParts({
    app,
    form,
    filters: [props.filter],
    search: props.search,
    sort: props.sort,
    ...needed,
    limit: 48,
  });
  if (parts.isError && parts.rows.length === 0)
    return <ErrorState error={parts.error} onRetry={() => void parts.refetch()} />;
  if (parts.isPending)
    return (
      <div className={shared.wait}>
        <ListSkeleton rows={8} />
      </div>
    );
  if (parts.rows.length === 0) return <Nothing {...props} />;
  const picture = (row: RecordRow) => {
    if (!cover) return null;
    const file = pictureOf(row[cover.key]);
    return file ? (
      <img
        className={styles.cover}
        data-fit={look.fit ?? "cover"}
        src={around.fileUrl(file.id, true)}
        alt={file.name}
        loading="lazy"
      />
    ) : (
      <span className={styles.letter} data-shade={shadeOf(row.id)} aria-hidden>
        {[...titleOf(row, around)].slice(0, 2).join("")}
      </span>
    );
  };
  return (
    <div className={styles.scroll}>
      <ul className={styles.cards} aria-label={props.label}>
        {parts.rows.map((row) => (
          <li key={row.id}>
            <RecordCard
              row={row}
              columns={factsOf(columns)}
              around={around}
              colour={props.colourOf(row)}
              href={props.hrefOf(row)}
              open={props.openId === row.id}
              cover={picture(row)}
              most={5}
              onOpen={() => props.onOpen(row)}
            />
          </li>
        ))}
      </ul>
      {parts.hasNextPage && (
        <div className={styles.more}>
          <Button loading={parts.isFetchingNextPage} onClick={() => void parts.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </div>
  );
}

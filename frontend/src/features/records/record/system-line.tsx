import { useTranslation } from "react-i18next";
import { formatDatetime } from "@/lib/form-runtime/format";
import { useFieldServices } from "@/ui/fields/services";
import type { RecordRow } from "../model/types";
import styles from "./record.module.css";

const nameOf = (value: unknown): string =>
  value && typeof value === "object" && "title" in value ? String(value.title ?? "") : "";

/** Whose the record is, who made it and who changed it last. */
export function SystemLine({ record }: { record: RecordRow }) {
  const { t } = useTranslation("records");
  const { zone } = useFieldServices();
  const when = (key: "created_at" | "updated_at") => formatDatetime(String(record[key]), zone);
  return (
    <dl className={styles.system}>
      <div>
        <dt>{t("system.owner")}</dt>
        <dd>{nameOf(record.owner) || "—"}</dd>
      </div>
      <div>
        <dt>{t("record.created")}</dt>
        <dd>
          {nameOf(record.created_by)} {when("created_at")}
        </dd>
      </div>
      <div>
        <dt>{t("record.updated")}</dt>
        <dd>
          {nameOf(record.updated_by)} {when("updated_at")}
        </dd>
      </div>
    </dl>
  );
}

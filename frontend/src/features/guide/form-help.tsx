/** What the fields of a form mean, as its builder explained them; only those the reader may see. */
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useFormHelp, type HelpField } from "@/lib/guide/tours";
import { useLabel } from "@/lib/i18n";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import styles from "./guide.module.css";

function Field({ field }: { field: HelpField }) {
  const { t } = useTranslation("guide");
  const label = useLabel();
  return (
    <div className={styles.field}>
      <dt>
        {label(field.label)}
        {field.required && <Tag color="error">{t("field.required")}</Tag>}
        {field.computed ? (
          <Tag>{t("field.computed")}</Tag>
        ) : (
          field.right === "read" && <Tag>{t("field.read")}</Tag>
        )}
      </dt>
      {label(field.help) && <dd>{label(field.help)}</dd>}
    </div>
  );
}

/** `explained`: only what somebody wrote a word about, or has to know. */
export function FormHelp({
  app,
  form,
  explained = false,
}: {
  app: string;
  form: string;
  explained?: boolean;
}) {
  const { t } = useTranslation("guide");
  const label = useLabel();
  const help = useFormHelp(app, form);
  if (help.isPending) return <ListSkeleton />;
  if (help.isError) return <ErrorState error={help.error} compact onRetry={() => void help.refetch()} />;
  const { fields, description } = help.data;
  const worth = explained ? fields.filter((field) => field.help || field.required) : fields;
  return (
    <>
      {label(description) && <p className={styles.about}>{label(description)}</p>}
      {worth.length > 0 ? (
        <dl className={styles.fields}>
          {worth.map((field) => (
            <Field key={field.key} field={field} />
          ))}
        </dl>
      ) : (
        <p className={styles.faint}>{t("field.none")}</p>
      )}
    </>
  );
}

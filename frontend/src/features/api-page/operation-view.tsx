import { useTranslation } from "react-i18next";
import { CopyButton } from "@/ui/copy-button";
import { ScrollRegion } from "@/ui/scroll-region";
import { propertiesOf, typeText, type Document, type Operation, type Schema } from "./openapi";
import { curlOf } from "./request";
import { TryIt } from "./try-it";
import styles from "./api-page.module.css";

function Fields({ document, rows, title }: FieldsProps) {
  const { t } = useTranslation("api");
  if (rows.length === 0) return null;
  return (
    <section className={styles.block}>
      <h3>{title}</h3>
      <div className={styles.tableBox}>
        <table className={styles.table}>
          <tbody>
            {rows.map(([name, schema, required, description]) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                  {required && <span className={styles.required}>{t("required")}</span>}
                </th>
                <td className="dg-mono">{typeText(document, schema)}</td>
                <td>{description ?? schema.title ?? schema.description}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface FieldsProps {
  document: Document;
  title: string;
  rows: [name: string, schema: Schema, required: boolean, description?: string][];
}

export function OperationView({ document, operation }: { document: Document; operation: Operation }) {
  const { t } = useTranslation("api");
  const curl = curlOf(document, operation);
  const good = operation.responses.find((response) => response.status.startsWith("2"));
  return (
    <article className={styles.operation}>
      <h2 className={styles.summary}>{operation.summary}</h2>
      <p className={styles.path}>
        <span className={`${styles.method} ${styles[operation.method.toLowerCase()]}`}>
          {operation.method}
        </span>
        <code>{operation.path}</code>
      </p>
      {operation.description && <p className={styles.description}>{operation.description}</p>}
      <Fields
        document={document}
        title={t("parameters")}
        rows={operation.parameters.map((parameter) => [
          parameter.name,
          parameter.schema ?? {},
          parameter.required ?? false,
          parameter.description ?? "",
        ])}
      />
      <Fields document={document} title={t("body")} rows={propertiesOf(document, operation.body)} />
      <section className={styles.block}>
        <div className={styles.blockHead}>
          <h3>{t("curl")}</h3>
          <CopyButton text={curl} />
        </div>
        <ScrollRegion as="pre" className={styles.code} label={t("curl")}>
          {curl}
        </ScrollRegion>
      </section>
      <TryIt document={document} operation={operation} />
      <section className={styles.block}>
        <h3>{t("answers")}</h3>
        <div className={styles.tableBox}>
          <table className={styles.table}>
            <tbody>
              {operation.responses.map((response) => (
                <tr key={response.status}>
                  <th scope="row">
                    <code>{response.status}</code>
                  </th>
                  <td>{response.description}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <Fields document={document} title={t("answer")} rows={propertiesOf(document, good?.schema ?? null)} />
    </article>
  );
}

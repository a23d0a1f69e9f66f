import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { Button, Segmented, Select } from "antd";
import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { api, apiUrl } from "@/lib/api";
import { useLabel, useLocale } from "@/lib/i18n";
import { useApp } from "@/lib/queries/apps";
import { usePhone } from "@/lib/use-media";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Page, PageHeader } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { Examples } from "./examples";
import { OData } from "./odata";
import { operationsOf, type Document, type Operation } from "./openapi";
import { OperationView } from "./operation-view";
import styles from "./api-page.module.css";

function List({ operations, chosen, onChoose }: ListProps) {
  const { t } = useTranslation("api");
  const phone = usePhone();
  const tags = [...new Set(operations.map((operation) => operation.tag))];
  if (phone) {
    return (
      <Select
        aria-label={t("operations")}
        style={{ width: "100%", marginBottom: 16 }}
        value={chosen}
        onChange={onChoose}
        options={tags.map((tag) => ({
          label: tag,
          options: operations
            .filter((operation) => operation.tag === tag)
            .map((operation) => ({ value: operation.id, label: `${operation.method} ${operation.summary}` })),
        }))}
      />
    );
  }
  return (
    <nav className={styles.list} aria-label={t("operations")}>
      {tags.map((tag) => (
        <section key={tag}>
          <h2 className={styles.tag}>{tag}</h2>
          <ul>
            {operations
              .filter((operation) => operation.tag === tag)
              .map((operation) => (
                <li key={operation.id}>
                  <button
                    type="button"
                    className={styles.entry}
                    aria-current={operation.id === chosen ? "true" : undefined}
                    onClick={() => onChoose(operation.id)}
                  >
                    <span className={`${styles.method} ${styles[operation.method.toLowerCase()]}`}>
                      {operation.method}
                    </span>
                    <span className={styles.entryText}>{operation.summary}</span>
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

interface ListProps {
  operations: Operation[];
  chosen: string;
  onChoose: (id: string) => void;
}

const PARTS = ["operations", "examples", "odata"] as const;
type Part = (typeof PARTS)[number];

/** The app's own REST API, typed by its forms, to read and to try out; examples; the feed for Excel and its like. */
export function ApiPage() {
  const { t } = useTranslation("api");
  const { app: key = "" } = useParams();
  const { data: app } = useApp(key);
  const label = useLabel();
  const locale = useLocale();
  const [chosen, setChosen] = useState<string | null>(null);
  const [part, setPart] = useState<Part>("operations");
  const query = useQuery({
    queryKey: ["openapi", key, locale],
    queryFn: () => api.get<Document>(`/apps/${key}/openapi.json`),
  });
  const operations = query.data ? operationsOf(query.data) : [];
  const operation = operations.find((one) => one.id === chosen) ?? operations[0];
  return (
    <Page>
      <PageHeader
        title={t("title")}
        description={
          <>
            {t("text")} <Link to="/me">{t("token")}</Link>
          </>
        }
        crumbs={[{ label: label(app?.label), to: `/apps/${key}` }]}
        actions={
          <Button
            icon={<Download size={16} />}
            href={apiUrl(`/apps/${key}/openapi.json`)}
            download={`${key}.json`}
          >
            {t("download")}
          </Button>
        }
      />
      <Segmented<Part>
        aria-label={t("parts")}
        className={styles.parts}
        value={part}
        options={PARTS.map((each) => ({ value: each, label: t(`part.${each}`) }))}
        onChange={setPart}
      />
      {part === "examples" && app && <Examples app={key} forms={app.forms} />}
      {part === "odata" && <OData app={key} />}
      {part === "operations" && (
        <Operations query={query} operations={operations} chosen={operation} onChoose={setChosen} />
      )}
    </Page>
  );
}

interface OperationsProps {
  query: UseQueryResult<Document>;
  operations: Operation[];
  chosen: Operation | undefined;
  onChoose: (id: string) => void;
}

function Operations({ query, operations, chosen: operation, onChoose }: OperationsProps) {
  const { t } = useTranslation("api");
  return (
    <>
      {query.isPending && <ListSkeleton />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && !operation && <EmptyState title={t("empty")} text={t("empty_text")} />}
      {query.data && operation && (
        <div className={styles.page}>
          <List operations={operations} chosen={operation.id} onChoose={onChoose} />
          <OperationView key={operation.id} document={query.data} operation={operation} />
        </div>
      )}
    </>
  );
}

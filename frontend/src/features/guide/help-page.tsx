/** `/apps/:app/help`: what the app is for, what I may do in it, what the fields mean. */
import { Collapse, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { useAppHelp, useTours, type HelpForm } from "@/lib/guide/tours";
import { useLabel } from "@/lib/i18n";
import { ErrorState } from "@/ui/error-state";
import { Page, PageHeader, Section } from "@/ui/page";
import { PageSkeleton } from "@/ui/skeletons";
import { Checklist } from "./checklist";
import { FormHelp } from "./form-help";
import styles from "./guide.module.css";
import { TourLine } from "./tour-list";

const OPS = ["read", "create", "update", "delete", "export", "import"] as const;
const ROWS = ["own", "department", "department_tree", "all"];

function May({ form }: { form: HelpForm }) {
  const { t } = useTranslation("guide");
  return (
    <span className={styles.may}>
      {OPS.filter((op) => form.may[op]).map((op) => {
        const rows = form.may[op] ?? "";
        const whose = op !== "create" && op !== "import" && ROWS.includes(rows) ? t(`rows.${rows}`) : "";
        return <Tag key={op}>{whose ? t("may.of", { op: t(`may.${op}`), whose }) : t(`may.${op}`)}</Tag>;
      })}
    </span>
  );
}

export function HelpPage() {
  const { t } = useTranslation("guide");
  const { app = "" } = useParams();
  const label = useLabel();
  const help = useAppHelp(app);
  const tours = useTours(app).data?.items ?? [];
  if (help.isPending) return <PageSkeleton />;
  if (help.isError) return <ErrorState error={help.error} onRetry={() => void help.refetch()} />;
  const { roles, forms, description } = help.data;
  const name = label(help.data.label);
  return (
    <Page width="text">
      <PageHeader
        title={t("page.title", { name })}
        description={label(description)}
        crumbs={[{ label: name, to: `/apps/${app}` }]}
      />
      {tours.length > 0 && (
        <Section title={t("tours")}>
          <div className={styles.lists}>
            {tours.map((tour) => (
              <Checklist key={tour.key} app={app} tour={tour} alone={tours.length === 1} />
            ))}
            <ul className={styles.tours}>
              {tours.map((tour) => (
                <TourLine key={tour.key} app={app} tour={tour} />
              ))}
            </ul>
          </div>
        </Section>
      )}
      <Section
        title={t("page.may")}
        text={
          roles.length > 0
            ? t("page.roles", { roles: roles.map(label).join(t("page.and")) })
            : t("page.no_role")
        }
      >
        {forms.length > 0 ? (
          <Collapse
            ghost
            className={styles.forms}
            items={forms.map((form) => ({
              key: form.key,
              label: (
                <span className={styles.form}>
                  <strong>{label(form.label)}</strong>
                  <May form={form} />
                </span>
              ),
              children: (
                <>
                  <FormHelp app={app} form={form.key} />
                  {form.may.read && (
                    <Link to={`/apps/${app}/forms/${form.key}`}>
                      {t("page.open", { name: label(form.label) })}
                    </Link>
                  )}
                </>
              ),
            }))}
          />
        ) : (
          <p className={styles.faint}>{t("page.nothing")}</p>
        )}
      </Section>
    </Page>
  );
}

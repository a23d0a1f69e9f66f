/** One block of a page: a frame with its name, and what it shows. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { ArrowRight, ExternalLink, Play } from "lucide-react";
import { lazy, Suspense, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { api } from "@/lib/api";
import { useFlowStarts } from "@/lib/flow/queries";
import { useLabel, useLocale } from "@/lib/i18n";
import type { Block, ButtonBlock, LinkBlock, NumberBlock } from "@/lib/pages";
import { useApp } from "@/lib/queries/apps";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import { NamedIcon } from "@/ui/app-icon";
import { RichTextView } from "@/ui/fields/rich-text-view";
import { usePageParts } from "@/ui/pages/parts";
import { ListSkeleton } from "@/ui/skeletons";
import styles from "../pages.module.css";
import { figureText } from "./figure";

const FormInside = lazy(async () => ({ default: (await import("./form-inside")).FormInside }));

export function BlockView({ app, block }: { app: string; block: Block }) {
  const label = useLabel();
  const { Records, Dashboard } = usePageParts();
  const forms = useApp(app).data?.forms;
  const formName = "form" in block ? label(forms?.find((each) => each.key === block.form)?.label) : "";
  const name = label(block.label) || formName;
  switch (block.type) {
    case "list":
      return (
        <Framed name={name} to={listPath(app, block)} flush>
          <Records app={app} form={block.form} view={block.view ?? null} />
        </Framed>
      );
    case "form":
      return (
        <Framed name={name}>
          <FormInside app={app} form={block.form} />
        </Framed>
      );
    case "dashboard":
      return (
        <div className={styles.bare}>
          <Dashboard app={app} dashboard={block.dashboard} tile={null} />
        </div>
      );
    case "tile":
      return <Dashboard app={app} dashboard={block.dashboard} tile={block.tile} />;
    case "number":
      return <NumberCard app={app} block={block} name={name} />;
    case "link":
      return <LinkCard block={block} />;
    case "text":
      return (
        <div className={styles.words}>
          <RichTextView html={label(block.html)} />
        </div>
      );
    case "button":
      return <StartButton app={app} block={block} />;
  }
}

const listPath = (app: string, { form, view }: { form: string; view?: string | null }): string =>
  `/apps/${app}/forms/${form}${view ? `?view=${encodeURIComponent(view)}` : ""}`;

interface FramedProps {
  name: string;
  to?: string;
  flush?: boolean;
  children: ReactNode;
}

function Framed({ name, to, flush, children }: FramedProps) {
  const { t } = useTranslation("pages");
  return (
    <section className={styles.card} aria-label={name} data-flush={flush || undefined}>
      <header className={styles.cardHead}>
        <h2>{name}</h2>
        {to && (
          <Link to={to} className={styles.more}>
            {t("open_all")}
            <ArrowRight size={14} aria-hidden />
          </Link>
        )}
      </header>
      <div className={styles.cardBody}>
        <Suspense fallback={<ListSkeleton rows={4} />}>{children}</Suspense>
      </div>
    </section>
  );
}

function NumberCard({ app, block, name }: { app: string; block: NumberBlock; name: string }) {
  const locale = useLocale();
  const { filter = "", fn = "count", field } = block;
  const of = fn === "count" ? null : field;
  const runtime = useFormRuntime(app, of ? block.form : "");
  const path = `/apps/${app}/forms/${block.form}`;
  const figure = useQuery({
    queryKey: ["record", app, block.form, "number", filter, fn, field],
    queryFn: async ({ signal }) => {
      if (fn === "count") {
        const query = { filter: filter || undefined, fields: "id", limit: 1, count: true };
        return (await api.get<{ count: number }>(`${path}/records`, { query, signal })).count;
      }
      const asked = {
        filter: filter || undefined,
        groups: [],
        measures: [{ key: "n", fn, field }],
        limit: 1,
      };
      const { rows } = await api.post<{ rows: { n: number | null }[] }>(`${path}/records:aggregate`, asked);
      return rows[0]?.n ?? null;
    },
    refetchInterval: 60_000,
  });
  const to = filter ? `${path}?filter=${encodeURIComponent(filter)}` : path;
  return (
    <Link to={to} className={styles.number}>
      <span className={styles.numberName}>
        {block.icon && <NamedIcon name={block.icon} />}
        {name}
      </span>
      <strong>
        {figure.isPending || (of && runtime.isPending)
          ? "…"
          : typeof figure.data === "number"
            ? figureText(
                figure.data,
                runtime.data?.definition.fields.find(({ key }) => key === of),
                locale,
              )
            : "—"}
      </strong>
    </Link>
  );
}

function LinkCard({ block }: { block: LinkBlock }) {
  const label = useLabel();
  const outside = !block.link.startsWith("/");
  const inside = (
    <>
      <span className={styles.linkIcon}>
        {block.icon ? <NamedIcon name={block.icon} size={20} /> : <ExternalLink size={20} aria-hidden />}
      </span>
      <span className={styles.linkWords}>
        <strong>{label(block.label) || block.link}</strong>
        {label(block.text) && <span>{label(block.text)}</span>}
      </span>
    </>
  );
  return outside ? (
    <a className={styles.link} href={block.link} target="_blank" rel="noreferrer">
      {inside}
    </a>
  ) : (
    <Link className={styles.link} to={block.link}>
      {inside}
    </Link>
  );
}

/** Shown to those who may start the flow: the form it begins with opens. */
function StartButton({ app, block }: { app: string; block: ButtonBlock }) {
  const { t } = useTranslation("pages");
  const label = useLabel();
  const navigate = useNavigate();
  const starts = useFlowStarts(app, null);
  const link = starts.data?.links.find((each) => each.flow === block.flow);
  if (!link) return <p className={styles.closed}>{starts.isPending ? "" : t("not_for_you")}</p>;
  return (
    <div className={styles.start}>
      <Button
        type="primary"
        size="large"
        block
        icon={block.icon ? <NamedIcon name={block.icon} /> : <Play size={16} />}
        onClick={() => void navigate(`/apps/${app}/forms/${link.form}/new?flow=${link.flow}`)}
      >
        {label(block.label) || link.label}
      </Button>
      {label(block.text) && <p>{label(block.text)}</p>}
    </div>
  );
}

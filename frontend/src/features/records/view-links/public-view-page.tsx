/** `/public/views/:token`: one view of a form for whoever holds its address, without an account, to look at. */
import { Drawer, type InputRef } from "antd";
import { Link2Off } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate, useParams } from "react-router";
import { ApiProblem } from "@/lib/api";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { usePhone } from "@/lib/use-media";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { SearchBox } from "@/ui/search-box";
import { PasswordGate } from "@/ui/sharing/password-gate";
import { PageSkeleton } from "@/ui/skeletons";
import { sharedView } from "../model/use-rows";
import { DrawnView } from "../records-block";
import { unlockView, useSharedView, type SharedView } from "./queries";
import { SharedRecord } from "./shared-record";
import { strangerServices } from "./stranger-services";
import styles from "./view-links.module.css";

const isGone = (error: unknown): boolean => error instanceof ApiProblem && error.status === 404;

export function PublicViewPage() {
  const { token = "" } = useParams();
  const { t } = useTranslation("viewlinks");
  // Loaded here, not in the middle of a click.
  useTranslation("records");
  useTranslation("flows");
  useTranslation("views");
  const found = useSharedView(token);
  usePageTitle(found.data?.state === "open" ? found.data.label : t("public.title"));
  if (found.isPending) return <PageSkeleton />;
  if (isGone(found.error))
    return (
      <main className={styles.gone}>
        <EmptyState icon={<Link2Off size={28} />} title={t("public.gone")} text={t("public.gone_text")} />
      </main>
    );
  if (found.isError) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data.state === "password")
    return (
      <main className={styles.gone}>
        <PasswordGate
          label={t("public.password")}
          unlock={(password) => unlockView(token, password)}
          onOpen={() => void found.refetch()}
        />
      </main>
    );
  return <Shown token={token} page={found.data} />;
}

function Shown({ token, page }: { token: string; page: SharedView }) {
  const { t } = useTranslation("viewlinks");
  const locale = useLocale();
  const phone = usePhone();
  const services = useMemo(() => strangerServices(page.zone), [page.zone]);
  const searchBox = useRef<InputRef>(null);
  const [search, setSearch] = useState("");
  const navigate = useNavigate();
  const { hash } = useLocation();
  const opened = hash.slice(1);
  const app = sharedView(token);
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <h1>{page.label}</h1>
        <SearchBox
          className={styles.search}
          label={t("public.search")}
          text={search}
          onSearch={setSearch}
          inputRef={searchBox}
        />
        <p className={styles.faint}>
          {t("public.until", { at: formatInstant(page.expires_at, locale, page.zone) })}
        </p>
      </header>
      <div className={styles.view}>
        <DrawnView
          app={app}
          form={page.form}
          view={null}
          runtime={page.runtime}
          services={services}
          search={search}
          hrefOf={(id) => `#${id}`}
          onOpen={(id) => void navigate(`#${id}`)}
          onNew={null}
        />
      </div>
      <Drawer
        open={opened !== ""}
        size={phone ? "100%" : 480}
        placement={phone ? "bottom" : "right"}
        onClose={() => void navigate({ hash: "" })}
        closable={{ "aria-label": t("public.close") }}
      >
        {opened !== "" && <SharedRecord key={opened} app={app} page={page} id={opened} services={services} />}
      </Drawer>
    </main>
  );
}

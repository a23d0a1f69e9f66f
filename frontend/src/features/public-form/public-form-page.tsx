/** `/public/forms/:token`: a form for whoever holds its address, without an account; also inside a frame. */
import { ConfigProvider } from "antd";
import { useMemo, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { useAccent } from "@/lib/accent";
import { ApiProblem } from "@/lib/api";
import { prepareRuntime } from "@/lib/form-runtime/prepare";
import type { Values } from "@/lib/form-runtime/engine-types";
import { useLabel } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { PublicFormClient } from "@/lib/public-form/client";
import { arrivalOf, type Arrival, type PublicPage, type Reply } from "@/lib/public-form/types";
import { appAccent } from "@/ui/app-icon";
import { ErrorState } from "@/ui/error-state";
import { PageSkeleton } from "@/ui/skeletons";
import { Filling } from "./filling";
import { PasswordGate } from "@/ui/sharing/password-gate";
import { Frame } from "./frame";
import { Thanks } from "./thanks";
import { Turned } from "./turned";
import { useOutbox } from "./use-outbox";

interface Loaded {
  page: PublicPage;
  /** One's own answer, to be changed. */
  record: (Values & { version: number }) | null;
  /** What was filled in elsewhere. */
  draft: Values | null;
}

async function load(client: PublicFormClient, arrival: Arrival): Promise<Loaded> {
  if (arrival.edit) {
    const own = await client.own(arrival.edit);
    if (own.page.form) await prepareRuntime(own.page.form.runtime);
    return { page: own.page, record: { ...own.values, version: own.version }, draft: null };
  }
  const page = await client.open(arrival.prefill);
  if (page.form) await prepareRuntime(page.form.runtime);
  const draft = page.form && arrival.draft ? await client.draft(arrival.draft).catch(noDraft) : null;
  return { page, record: null, draft };
}

/** A draft that has ended is no reason not to begin anew. */
function noDraft(error: unknown): null {
  if (error instanceof ApiProblem && error.status === 404) return null;
  throw error;
}

export function PublicFormPage() {
  const { token = "" } = useParams();
  const [query] = useSearchParams();
  const arrival = useMemo(() => arrivalOf(query), [query]);
  const client = useMemo(() => new PublicFormClient(token, arrival.recipient), [token, arrival.recipient]);
  const { t } = useTranslation("publicform");
  useTranslation("form");
  const label = useLabel();
  const loaded = useQuery({
    queryKey: ["public-form", token, arrival],
    queryFn: () => load(client, arrival),
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    staleTime: Infinity,
  });
  usePageTitle(loaded.data ? label(loaded.data.page.title) : t("title"));
  if (loaded.isPending) return <PageSkeleton />;
  if (loaded.isError) {
    const gone = loaded.error instanceof ApiProblem && loaded.error.status === 404;
    if (gone) return <Turned state={arrival.edit ? "edit_over" : "gone"} />;
    return <ErrorState error={loaded.error} onRetry={() => void loaded.refetch()} />;
  }
  return <Shown client={client} arrival={arrival} loaded={loaded.data} renew={() => void loaded.refetch()} />;
}

/** One colour for what is pressed, followed and measured. */
const themeOf = (colour: string) => ({
  token: { colorPrimary: colour, colorLink: colour, colorInfo: colour },
});

interface ShownProps {
  client: PublicFormClient;
  arrival: Arrival;
  loaded: Loaded;
  renew: () => void;
}

function Shown({ client, arrival, loaded, renew }: ShownProps) {
  const { t } = useTranslation("publicform");
  const { page } = loaded;
  const [reply, setReply] = useState<Reply | "queued" | null>(null);
  const outbox = useOutbox(client, (sent) => setReply((before) => (before === "queued" ? sent : before)));
  const content = reply ? (
    <Thanks
      client={client}
      reply={reply}
      another={!page.form?.once && !arrival.edit}
      onAnother={() => {
        setReply(null);
        renew();
      }}
    />
  ) : page.form ? (
    <Filling
      key={arrival.draft}
      client={client}
      arrival={arrival}
      page={page}
      form={page.form}
      record={loaded.record}
      draft={loaded.draft}
      outbox={outbox}
      onSent={setReply}
    />
  ) : page.state === "password" ? (
    <PasswordGate label={t("password.label")} unlock={(password) => client.unlock(password)} onOpen={renew} />
  ) : (
    <Turned state={page.state} page={page} />
  );
  useAccent(page.theme.color ? null : appAccent(page.theme.accent));
  return (
    <ConfigProvider theme={page.theme.color ? themeOf(page.theme.color) : {}}>
      <Frame client={client} page={page} quiet={reply !== null}>
        {content}
      </Frame>
    </ConfigProvider>
  );
}

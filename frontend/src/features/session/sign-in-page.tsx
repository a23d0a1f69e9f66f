import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useSearchParams } from "react-router";
import { api, apiUrl } from "@/lib/api";
import { changeLocale } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { SESSION, useSession } from "@/lib/queries/session";
import type { Me, Named } from "@/lib/types";
import { CodeStep } from "./code-step";
import { Entrance } from "./entrance";
import { PasswordStep } from "./password-step";
import styles from "./entrance.module.css";

/** Only a place of this page itself: an address from elsewhere in `next` would be an open redirect. */
function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : "/";
}

/** Providers one may sign in through; nothing while there are none. */
function Ways({ next }: { next: string }) {
  const { t } = useTranslation("session");
  const ways = useQuery({
    queryKey: ["sign-in-ways"],
    queryFn: () => api.get<{ providers: Named[] }>("/sign-in-ways"),
    retry: false,
  });
  if (!ways.data?.providers.length) return null;
  return (
    <>
      <p className={styles.or}>{t("or")}</p>
      <div className={styles.ways}>
        {ways.data.providers.map((way) => (
          <a key={way.id} className={styles.way} href={apiUrl(`/sign-in/${way.id}`, { next })}>
            {t("through", { name: way.name })}
          </a>
        ))}
      </div>
    </>
  );
}

export function SignInPage() {
  const { t } = useTranslation("session");
  usePageTitle(t("sign_in"));
  const client = useQueryClient();
  const session = useSession();
  const [search] = useSearchParams();
  // A provider sends people back with their ticket behind the #, where no server's log sees it.
  const [ticket, setTicket] = useState(() => window.location.hash.slice(1));
  if (session.data) return <Navigate to={safeNext(search.get("next"))} replace />;

  const enter = async (me: Me) => {
    await changeLocale(me.person.locale);
    client.setQueryData(SESSION, me);
  };
  const back = () => {
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
    setTicket("");
  };
  const problem = search.get("problem");
  return (
    <Entrance title={t(ticket ? "code.title" : "sign_in")} text={t(ticket ? "code.text" : "sign_in_text")}>
      {ticket ? (
        <CodeStep ticket={ticket} onDone={(me) => void enter(me)} onBack={back} />
      ) : (
        <>
          {problem && (
            <p className={styles.error} role="alert">
              {problem}
            </p>
          )}
          <PasswordStep onDone={enter} onTicket={setTicket} />
          <Ways next={safeNext(search.get("next"))} />
        </>
      )}
    </Entrance>
  );
}

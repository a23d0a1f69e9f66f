import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useSearchParams } from "react-router";
import { api, ApiProblem } from "@/lib/api";
import { changeLocale } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { problemText } from "@/lib/problem-text";
import { SESSION, useSession } from "@/lib/queries/session";
import type { Me } from "@/lib/types";
import { PlainButton } from "@/ui/plain-button";
import { Entrance } from "./entrance";
import { EntranceField } from "./entrance-field";
import styles from "./entrance.module.css";

/** Only a place of this page itself: an address from elsewhere in `next` would be an open redirect. */
function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : "/";
}

export function SignInPage() {
  const { t } = useTranslation("session");
  usePageTitle(t("sign_in"));
  const client = useQueryClient();
  const session = useSession();
  const [search] = useSearchParams();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () => api.post<Me>("/session", { email: email.trim(), password }),
    onSuccess: async (me) => {
      await changeLocale(me.person.locale);
      client.setQueryData(SESSION, me);
    },
  });
  if (session.data) return <Navigate to={safeNext(search.get("next"))} replace />;

  const wrong = signIn.error instanceof ApiProblem && signIn.error.status === 401;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <Entrance title={t("sign_in")} text={t("sign_in_text")}>
      <form onSubmit={submit}>
        {signIn.error && (
          <p className={styles.error} role="alert">
            {wrong ? t("wrong") : problemText(signIn.error)}
          </p>
        )}
        <EntranceField
          label={t("email")}
          type="email"
          name="email"
          autoComplete="username"
          required
          autoFocus
          value={email}
          invalid={wrong}
          onChange={(event) => setEmail(event.target.value)}
        />
        <EntranceField
          label={t("password")}
          type="password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          invalid={wrong}
          onChange={(event) => setPassword(event.target.value)}
        />
        <PlainButton type="submit" kind="primary" block busy={signIn.isPending}>
          {t("sign_in")}
        </PlainButton>
      </form>
    </Entrance>
  );
}

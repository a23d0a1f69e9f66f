import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { api } from "@/lib/api";
import { changeLocale } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { problemText } from "@/lib/problem-text";
import { SESSION } from "@/lib/queries/session";
import type { Me } from "@/lib/types";
import { PlainButton } from "@/ui/plain-button";
import { Entrance } from "./entrance";
import { EntranceField } from "./entrance-field";
import styles from "./entrance.module.css";

interface Invited {
  name: string;
  email: string;
  purpose: "welcome" | "reset";
}

/** Where an administrator's link leads: one chooses a password and is in. */
export function WelcomePage() {
  const { t } = useTranslation("session");
  usePageTitle(t("welcome"));
  const { token = "" } = useParams();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [differ, setDiffer] = useState(false);
  const invited = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => api.get<Invited>(`/invitations/${token}`),
    retry: false,
  });
  const enter = useMutation({
    mutationFn: () => api.post<Me | { ticket: string }>(`/invitations/${token}`, { password }),
    onSuccess: async (me) => {
      if ("ticket" in me) {
        client.clear();
        await navigate(`/sign-in#${me.ticket}`, { replace: true });
        return;
      }
      await changeLocale(me.person.locale);
      client.clear();
      client.setQueryData(SESSION, me);
      await navigate("/", { replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setDiffer(password !== again);
    if (password === again) enter.mutate();
  };
  const reset = invited.data?.purpose === "reset";
  if (invited.isError)
    return (
      <Entrance title={t("welcome")} text={problemText(invited.error)}>
        {null}
      </Entrance>
    );
  return (
    <Entrance
      title={reset ? t("welcome_back") : t("welcome_name", { name: invited.data?.name ?? "" })}
      text={t(reset ? "welcome_back_text" : "welcome_text", { email: invited.data?.email ?? "" })}
    >
      <form onSubmit={submit}>
        {(differ || enter.error) && (
          <p className={styles.error} role="alert">
            {differ ? t("differ") : problemText(enter.error)}
          </p>
        )}
        <input
          type="hidden"
          name="email"
          autoComplete="username"
          value={invited.data?.email ?? ""}
          readOnly
        />
        <EntranceField
          label={t("password_new")}
          hint={t("password_rule")}
          type="password"
          autoComplete="new-password"
          required
          minLength={10}
          autoFocus
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <EntranceField
          label={t("password_again")}
          type="password"
          autoComplete="new-password"
          required
          invalid={differ}
          value={again}
          onChange={(event) => setAgain(event.target.value)}
        />
        <PlainButton type="submit" kind="primary" block busy={enter.isPending}>
          {t("save_password")}
        </PlainButton>
      </form>
    </Entrance>
  );
}

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "@/lib/api";
import { usePageTitle } from "@/lib/page-title";
import { problemText } from "@/lib/problem-text";
import { PlainButton } from "@/ui/plain-button";
import { Entrance } from "./entrance";
import { EntranceField } from "./entrance-field";
import styles from "./entrance.module.css";

/** Asks for a link by which a new password is chosen. It never says whether there is such an account. */
export function ForgotPage() {
  const { t } = useTranslation("session");
  usePageTitle(t("forgot.title"));
  const [email, setEmail] = useState("");
  const ways = useQuery({
    queryKey: ["sign-in-ways"],
    queryFn: () => api.get<{ mail: boolean }>("/sign-in-ways"),
    retry: false,
  });
  const ask = useMutation({ mutationFn: () => api.post("/password-reset", { email: email.trim() }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  const back = (
    <div className={styles.beside}>
      <Link to="/sign-in">{t("forgot.back")}</Link>
    </div>
  );
  if (ask.isSuccess)
    return (
      <Entrance
        title={t("forgot.asked")}
        text={t(ways.data?.mail === false ? "forgot.by_hand" : "forgot.sent")}
      >
        {back}
      </Entrance>
    );
  return (
    <Entrance title={t("forgot.title")} text={t("forgot.text")}>
      <form onSubmit={submit}>
        {ask.error && (
          <p className={styles.error} role="alert">
            {problemText(ask.error)}
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
          onChange={(event) => setEmail(event.target.value)}
        />
        <PlainButton type="submit" kind="primary" block busy={ask.isPending}>
          {t("forgot.ask")}
        </PlainButton>
      </form>
      {back}
    </Entrance>
  );
}

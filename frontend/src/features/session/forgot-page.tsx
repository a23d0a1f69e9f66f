import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "@/lib/api";
import { usePageTitle } from "@/lib/page-title";
import { problemText } from "@/lib/problem-text";
import { Entrance } from "./entrance";
import { EntranceField } from "./entrance-field";
import { EntranceForm } from "./entrance-form";
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
      <EntranceForm
        problem={ask.error && problemText(ask.error)}
        action={t("forgot.ask")}
        busy={ask.isPending}
        onSubmit={() => ask.mutate()}
      >
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
      </EntranceForm>
      {back}
    </Entrance>
  );
}

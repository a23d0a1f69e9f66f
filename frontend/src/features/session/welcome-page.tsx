import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { api } from "@/lib/api";
import { changeLocale } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { problemText } from "@/lib/problem-text";
import { SESSION } from "@/lib/queries/session";
import type { Me } from "@/lib/types";
import { ChosenPassword, useChosenPassword } from "./chosen-password";
import { Entrance } from "./entrance";
import { EntranceForm } from "./entrance-form";
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
  const chosen = useChosenPassword();
  const invited = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => api.get<Invited>(`/invitations/${token}`),
    retry: false,
  });
  const enter = useMutation({
    mutationFn: (password: string) =>
      api.post<Me | { ticket: string }>(`/invitations/${token}`, { password }),
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
  const reset = invited.data?.purpose === "reset";
  if (invited.isError)
    return (
      <Entrance title={t("welcome_gone")} text={problemText(invited.error)}>
        <div className={styles.beside}>
          <Link to="/sign-in">{t("forgot.back")}</Link>
          <Link to="/forgot">{t("forgot.link")}</Link>
        </div>
      </Entrance>
    );
  return (
    <Entrance
      title={reset ? t("welcome_back") : t("welcome_name", { name: invited.data?.name ?? "" })}
      text={t(reset ? "welcome_back_text" : "welcome_text", { email: invited.data?.email ?? "" })}
    >
      <EntranceForm
        problem={chosen.differ ? t("differ") : enter.error && problemText(enter.error)}
        action={t("save_password")}
        busy={enter.isPending}
        onSubmit={() => chosen.take(enter.mutate)}
      >
        <input
          type="hidden"
          name="email"
          autoComplete="username"
          value={invited.data?.email ?? ""}
          readOnly
        />
        <ChosenPassword chosen={chosen} autoFocus />
      </EntranceForm>
    </Entrance>
  );
}

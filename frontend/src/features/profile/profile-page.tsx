import { Button } from "antd";
import { ChevronRight, LogOut } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useMe, useSignOut } from "@/lib/queries/session";
import { useProviderLinks } from "@/lib/queries/provider-links";
import { usePhone } from "@/lib/use-media";
import { Page, PageHeader, Section } from "@/ui/page";
import { PersonAvatar } from "@/ui/person-avatar";
import { ProviderLinks } from "@/ui/provider-links/provider-links";
import { AboutMe } from "./about-me";
import { PasswordForm } from "./password-form";
import { MyData } from "./my-data";
import { SecondFactor } from "./second-factor";
import { Substitutes } from "./substitutes";
import { SessionList } from "./session-list";
import { TokenList } from "./token-list";
import styles from "./profile.module.css";

const OFFICE = [
  "people",
  "departments",
  "groups",
  "calendars",
  "security",
  "letters",
  "audit",
  "system",
] as const;

/** The administrator's pages have no other entrance on the phone. */
function Office() {
  const { t } = useTranslation("profile");
  return (
    <Section title={t("office.title")}>
      <ul className={styles.links}>
        {OFFICE.map((page) => (
          <li key={page}>
            <Link to={`/${page}`} className={styles.link}>
              {t(`office.${page}`)}
              <ChevronRight size={18} aria-hidden />
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Nothing for those who never came in through a provider. */
function OwnProviderLinks() {
  const { t } = useTranslation("providerlinks");
  const path = "/me/provider-links";
  if (!useProviderLinks(path).data?.length) return null;
  return (
    <Section title={t("title")} text={t("text")}>
      <ProviderLinks path={path} />
    </Section>
  );
}

export function ProfilePage() {
  const { t } = useTranslation("profile");
  const me = useMe();
  const phone = usePhone();
  const signOut = useSignOut();
  return (
    <Page width="text">
      <PageHeader title={t("title")} />
      <div className={styles.card}>
        <PersonAvatar id={me.id} name={me.name} size={56} />
        <div>
          <p className={styles.name}>{me.name}</p>
          <p className={styles.muted}>{[me.department?.name, me.email].filter(Boolean).join(" · ")}</p>
        </div>
      </div>
      {phone && me.is_admin && <Office />}
      <AboutMe />
      {!me.outside && <Substitutes />}
      <Section title={t("notify.title")} text={t("notify.text")}>
        <ul className={styles.links}>
          <li>
            <Link to="/me/notifications" className={styles.link}>
              {t("notify.open")}
              <ChevronRight size={18} aria-hidden />
            </Link>
          </li>
        </ul>
      </Section>
      <PasswordForm />
      <SecondFactor />
      <OwnProviderLinks />
      <SessionList />
      {!me.outside && <TokenList />}
      <MyData />
      {phone && (
        <Button
          block
          icon={<LogOut size={18} />}
          loading={signOut.isPending}
          onClick={() => signOut.mutate()}
        >
          {t("sign_out")}
        </Button>
      )}
    </Page>
  );
}

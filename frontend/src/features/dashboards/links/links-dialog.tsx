/** Links by which somebody without an account sees the dashboard: listed, made, revoked. */
import { Modal, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useDirectory } from "@/lib/queries/directory";
import { useMe } from "@/lib/queries/session";
import { useLinkActs, useLinks, type MadeLink, type PublicLink } from "@/lib/report/sharing";
import { LinkLine, LinkLines } from "@/ui/sharing/link-lines";
import { MadeLinkView } from "@/ui/sharing/made-link";
import { NewLinkForm } from "./new-link-form";

interface Props {
  app: string;
  dashboard: string;
  onClose: () => void;
}

export function LinksDialog({ app, dashboard, onClose }: Props) {
  const { t } = useTranslation("sharing");
  const [step, setStep] = useState<"list" | "new" | MadeLink>("list");
  const links = useLinks(app, dashboard);
  const acts = useLinkActs(app, dashboard);
  return (
    <Modal open width={640} footer={null} title={t("links.title")} onCancel={onClose}>
      {typeof step === "object" ? (
        <MadeLinkView link={step} onDone={() => setStep("list")} />
      ) : step === "new" ? (
        <NewLinkForm
          submit={(body) => acts.create.mutateAsync(body)}
          onMade={setStep}
          onCancel={() => setStep("list")}
        />
      ) : (
        <LinkLines
          title={t("links.title")}
          text={t("links.text")}
          empty={{ title: t("links.empty"), text: t("links.empty_text") }}
          links={links}
          draw={(found) => <Lines links={found} onRevoke={(id) => acts.revoke.mutateAsync(id)} />}
          onNew={() => setStep("new")}
        />
      )}
    </Modal>
  );
}

type LinkState = "live" | "expired" | "revoked";
const stateOf = (link: PublicLink): LinkState =>
  link.revoked ? "revoked" : new Date(link.expires_at).getTime() <= Date.now() ? "expired" : "live";
const COLOURS: Record<LinkState, string | undefined> = {
  live: "success",
  expired: undefined,
  revoked: undefined,
};

const ORDER: LinkState[] = ["live", "expired", "revoked"];

interface LinesProps {
  links: PublicLink[];
  onRevoke: (id: string) => Promise<unknown>;
}

function Lines({ links, onRevoke }: LinesProps) {
  const { t } = useTranslation("sharing");
  const locale = useLocale();
  const { timezone } = useMe();
  const makers = useDirectory("", [...new Set(links.map((link) => link.created_by))]);
  const nameOf = (id: string) => makers.data?.people.find((person) => person.id === id)?.name ?? "";
  const sorted = [...links].sort((one, other) => ORDER.indexOf(stateOf(one)) - ORDER.indexOf(stateOf(other)));
  return sorted.map((link) => {
    const state = stateOf(link);
    const maker = nameOf(link.created_by);
    return (
      <LinkLine
        key={link.id}
        name={link.label}
        tags={
          <>
            <Tag color={COLOURS[state]}>{t(`links.state.${state}`)}</Tag>
            {link.frames.length > 0 && <Tag>{t("links.framed")}</Tag>}
          </>
        }
        facts={
          <>
            {t("links.until", { at: formatInstant(link.expires_at, locale, timezone) })}
            {maker && ` · ${t("links.by", { name: maker })}`}
          </>
        }
        over={state !== "live"}
        onRevoke={state === "live" ? () => onRevoke(link.id) : null}
      />
    );
  });
}

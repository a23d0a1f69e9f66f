/** Links by which somebody without an account sees the dashboard: listed, made, revoked. */
import { Button, Modal, Tag } from "antd";
import { Link2, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useDirectory } from "@/lib/queries/directory";
import { useMe } from "@/lib/queries/session";
import { useLinkActs, useLinks, type MadeLink, type PublicLink } from "@/lib/report/sharing";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { MadeLinkView } from "@/ui/sharing/made-link";
import { useConfirmDanger } from "@/ui/use-confirm-danger";
import { NewLinkForm } from "./new-link-form";
import styles from "./links.module.css";

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
        <>
          <p className={styles.text}>{t("links.text")}</p>
          {links.isPending && <ListSkeleton rows={2} />}
          {links.isError && <ErrorState compact error={links.error} onRetry={() => void links.refetch()} />}
          {links.data && (
            <LinkList
              links={links.data}
              onNew={() => setStep("new")}
              onRevoke={(id) => acts.revoke.mutateAsync(id)}
            />
          )}
        </>
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

interface ListProps {
  links: PublicLink[];
  onNew: () => void;
  onRevoke: (id: string) => Promise<unknown>;
}

function LinkList({ links, onNew, onRevoke }: ListProps) {
  const { t } = useTranslation("sharing");
  const locale = useLocale();
  const { timezone } = useMe();
  const ask = useConfirmDanger();
  const makers = useDirectory("", [...new Set(links.map((link) => link.created_by))]);
  const nameOf = (id: string) => makers.data?.people.find((person) => person.id === id)?.name ?? "";
  const create = (
    <Button type={links.length === 0 ? "primary" : "default"} icon={<Plus size={16} />} onClick={onNew}>
      {t("links.new")}
    </Button>
  );
  if (links.length === 0)
    return (
      <EmptyState
        icon={<Link2 size={28} />}
        title={t("links.empty")}
        text={t("links.empty_text")}
        actions={create}
      />
    );
  const order: LinkState[] = ["live", "expired", "revoked"];
  const sorted = [...links].sort((one, other) => order.indexOf(stateOf(one)) - order.indexOf(stateOf(other)));
  return (
    <>
      <ul className={styles.list} aria-label={t("links.title")}>
        {sorted.map((link) => {
          const state = stateOf(link);
          return (
            <li key={link.id} data-state={state}>
              <div className={styles.grow}>
                <p className={styles.name}>
                  <span>{link.label}</span>
                  <Tag color={COLOURS[state]}>{t(`links.state.${state}`)}</Tag>
                  {link.frames.length > 0 && <Tag>{t("links.framed")}</Tag>}
                </p>
                <p className={styles.faint}>
                  {t("links.until", { at: formatInstant(link.expires_at, locale, timezone) })}
                  {nameOf(link.created_by) && ` · ${t("links.by", { name: nameOf(link.created_by) })}`}
                </p>
              </div>
              {state === "live" && (
                <Button
                  danger
                  type="text"
                  size="small"
                  aria-label={t("links.revoke_named", { name: link.label })}
                  onClick={() =>
                    ask({
                      title: t("links.revoke_title", { name: link.label }),
                      text: t("links.revoke_text"),
                      action: t("links.revoke"),
                      run: () => onRevoke(link.id),
                    })
                  }
                >
                  {t("links.revoke")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {create}
    </>
  );
}

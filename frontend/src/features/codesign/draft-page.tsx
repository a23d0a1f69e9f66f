/** `/apps/:app/drafts/:kind/:key`: a draft for those who were asked to look: what it will be, and what is said of it. */
import { Button, Tag } from "antd";
import { PencilRuler } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { draftKey, draftPath, useSharedDraft, type DraftKind, type SharedDraft } from "@/lib/codesign";
import { useLabel } from "@/lib/i18n";
import { Guests } from "@/ui/codesign/guests";
import { Comments } from "@/ui/comments/comments";
import { CommentPlaceProvider, type CommentPlace } from "@/ui/comments/place";
import { ErrorState } from "@/ui/error-state";
import { Page, PageHeader } from "@/ui/page";
import { PageSkeleton } from "@/ui/skeletons";
import styles from "./codesign.module.css";
import { FlowOutline } from "./flow-outline";
import { FormOutline } from "./form-outline";
import { partsOf } from "./parts";
import { TileOutline } from "./tile-outline";

export function DraftPage() {
  const { app = "", kind = "form", key = "" } = useParams();
  const draft = useSharedDraft(app, kind as DraftKind, key);
  // The names of types stand with their designers.
  useTranslation(["designer", "drawing", "dashdesign", "pages", "around"]);
  if (draft.isPending) return <PageSkeleton />;
  if (draft.isError) return <ErrorState error={draft.error} onRetry={() => void draft.refetch()} />;
  return <Opened draft={draft.data} />;
}

function Opened({ draft }: { draft: SharedDraft }) {
  const { t } = useTranslation("codesign");
  const label = useLabel();
  const navigate = useNavigate();
  const [anchor, setAnchor] = useState<string | null>(null);
  const { app, kind, key } = draft;
  const names = new Map(partsOf(draft).map((part) => [part.key, label(part.label)]));
  const place: CommentPlace = {
    path: draftPath(app.key, kind, key),
    key: draftKey(app.key, kind, key),
    files: false,
    anchor,
    nameOf: (one) => names.get(one) || (names.has(one) ? one : undefined),
    onAnchor: setAnchor,
    empty: t("empty"),
    nobody: t("nobody"),
  };
  const design = `/apps/${app.key}/${kind}s/${key}/design`;
  const choose = (one: string) => setAnchor(anchor === one ? null : one);
  const shared = { draft, anchor, onChoose: choose };
  return (
    <Page width="full">
      <PageHeader
        title={label(draft.label) || key}
        description={
          <>
            <Tag>{t("draft")}</Tag>
            {t(`of.${kind}`, { app: label(app.label) })}
          </>
        }
        actions={
          draft.can_design && (
            <Button icon={<PencilRuler size={16} />} onClick={() => void navigate(design)}>
              {t("design")}
            </Button>
          )
        }
      />
      <div className={styles.columns}>
        <section className={styles.drawing} aria-label={t("drawing")}>
          {kind === "form" && <FormOutline {...shared} />}
          {kind === "flow" && <FlowOutline {...shared} />}
          {(kind === "dashboard" || kind === "page") && <TileOutline {...shared} />}
        </section>
        <section className={styles.comments} aria-label={t("title")}>
          <CommentPlaceProvider value={place}>
            <Guests app={app.key} kind={kind} thing={key} />
            <Comments />
          </CommentPlaceProvider>
        </section>
      </div>
    </Page>
  );
}

/** «Design together» in a designer's head: what others say of the draft, and who is asked to look at it. */
import { Badge, Button, Drawer, Tooltip } from "antd";
import { MessagesSquare } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { draftKey, draftPath, type DraftKind } from "@/lib/codesign";
import { usePhone } from "@/lib/use-media";
import { Comments } from "../comments/comments";
import { CommentPlaceProvider, type CommentPlace } from "../comments/place";
import { useComments } from "../comments/queries";
import styles from "./codesign.module.css";
import { Guests } from "./guests";

interface Props {
  app: string;
  kind: DraftKind;
  thing: string;
  /** The part that is selected: a new thread speaks of it. */
  anchor: string | null;
  nameOf: (anchor: string) => string | undefined;
  onAnchor: (anchor: string) => void;
}

export function CodesignButton({ app, kind, thing, anchor, nameOf, onAnchor }: Props) {
  const { t } = useTranslation("codesign");
  const phone = usePhone();
  const [open, setOpen] = useState(false);
  const place: CommentPlace = {
    path: draftPath(app, kind, thing),
    key: draftKey(app, kind, thing),
    files: false,
    anchor,
    nameOf,
    onAnchor,
    empty: t("empty"),
    nobody: t("nobody"),
  };
  const comments = useComments(place);
  const waiting = (comments.data ?? []).filter(
    (one) => one.reply_to === null && !one.resolved && !one.deleted,
  ).length;
  return (
    <>
      <Tooltip title={t("title")}>
        <Badge count={waiting} size="small" offset={[-4, 4]}>
          <Button
            type="text"
            icon={<MessagesSquare size={16} />}
            aria-label={waiting > 0 ? t("open", { count: waiting }) : t("title")}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          />
        </Badge>
      </Tooltip>
      <Drawer
        open={open}
        title={t("title")}
        onClose={() => setOpen(false)}
        size={phone ? "100%" : 380}
        mask={false}
        // Below the designer's head: publishing stays in reach.
        rootStyle={{ top: phone ? 0 : 56 }}
        destroyOnHidden
        closable={{ "aria-label": t("common:action.close") }}
        classNames={{ body: styles.drawer }}
      >
        <CommentPlaceProvider value={place}>
          <Guests app={app} kind={kind} thing={thing} />
          <Comments />
        </CommentPlaceProvider>
      </Drawer>
    </>
  );
}

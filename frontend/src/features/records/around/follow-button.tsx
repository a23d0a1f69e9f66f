/** Follows the record or no longer; who else does stands behind the number. */
import { Button, Tooltip } from "antd";
import { Bell, BellOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useToast } from "@/ui/use-toast";
import { useFollow, useFollowers } from "./queries";

export function FollowButton({ record }: { record: string }) {
  const { t } = useTranslation("around");
  const toast = useToast();
  const followers = useFollowers(record);
  const follow = useFollow(record);
  const { following = false, items = [] } = followers.data ?? {};
  const names = items.map((one) => one.name ?? "?").join(t("comma"));
  const toggle = () =>
    follow.mutate(!following, {
      onSuccess: (now) => toast.done(t(now.following ? "follow.done" : "follow.undone")),
      onError: toast.failed,
    });
  return (
    <Tooltip title={items.length > 0 ? t("follow.who", { names }) : t("follow.nobody")}>
      <Button
        size="small"
        type={following ? "primary" : "default"}
        ghost={following}
        icon={following ? <Bell size={14} /> : <BellOff size={14} />}
        aria-pressed={following}
        loading={follow.isPending}
        disabled={!followers.data}
        onClick={toggle}
      >
        {t(following ? "follow.on" : "follow.off")}
        {items.length > 0 && ` · ${items.length}`}
      </Button>
    </Tooltip>
  );
}

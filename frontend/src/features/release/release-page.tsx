/** `/apps/:app/settings/release`: the app as a whole, published, numbered, compared and put back. */
import { useParams } from "react-router";
import { useApp } from "@/lib/queries/apps";
import { Unpublished } from "./unpublished";
import { VersionList } from "./version-list";
import styles from "./release.module.css";

export function ReleasePage() {
  const { app = "" } = useParams();
  const { data } = useApp(app);
  return (
    <div className={styles.page}>
      <Unpublished app={app} />
      <VersionList app={app} owns={data?.can_manage ?? false} />
    </div>
  );
}

import { Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation, useMatches } from "react-router";
import { GuideLayer } from "@/features/guide/guide-layer";
import { useLive } from "@/lib/flow/use-live";
import { useCurrentTitle } from "@/lib/page-title";
import { usePhone } from "@/lib/use-media";
import { PageSkeleton } from "@/ui/skeletons";
import { AntdRoot } from "./antd-root";
import { BottomNav } from "./bottom-nav";
import { SideNav } from "./side-nav";
import { TopBar } from "./top-bar";
import styles from "./shell.module.css";

export interface Handle {
  /** The page takes the whole window: no bars. */
  bare?: boolean;
  /** An app's own frame draws the side. */
  side?: "app";
}

/** The frame of every page behind the sign-in. */
export function Shell() {
  const { t } = useTranslation("shell");
  const phone = usePhone();
  const place = useLocation();
  const handles = useMatches().map((match) => (match.handle ?? {}) as Handle);
  const bare = handles.some((handle) => handle.bare);
  const inApp = handles.some((handle) => handle.side === "app");
  const { title } = useCurrentTitle();
  const main = useRef<HTMLElement>(null);
  useLive();
  const arrived = useRef(place.pathname);

  useEffect(() => {
    // Keyboard and screen reader start at the new page, not where the old link was.
    if (arrived.current === place.pathname) return;
    arrived.current = place.pathname;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [place.pathname]);

  return (
    <AntdRoot>
      <a className={styles.skip} href="#main">
        {t("skip")}
      </a>
      {!bare && <TopBar />}
      <div className={bare ? styles.bare : styles.body}>
        {!bare && !phone && !inApp && <SideNav />}
        <main id="main" ref={main} tabIndex={-1} aria-label={title || undefined} className={styles.main}>
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      {phone && !bare && <BottomNav />}
      <GuideLayer />
    </AntdRoot>
  );
}

/** What guides somebody, above every page: the offer of a first visit, the tour that is walked, help by `?`. */
import { lazy, Suspense, useEffect, useRef } from "react";
import { matchPath, useLocation } from "react-router";
import { toggleHelp, useGuide } from "@/lib/guide/store";
import { useSight, useTours } from "@/lib/guide/tours";
import { isTyping } from "@/lib/typing";

const HelpDrawer = lazy(async () => ({ default: (await import("./help-drawer")).HelpDrawer }));
const Player = lazy(async () => ({ default: (await import("./player")).Player }));
const Offer = lazy(async () => ({ default: (await import("./offer")).Offer }));

function useHelpKey(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (
        event.key !== "?" ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        event.defaultPrevented ||
        isTyping(event)
      )
        return;
      event.preventDefault();
      toggleHelp();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

/** A form's list, a dashboard or a page, as the address says. */
function seenAt(pathname: string): { kind: "form" | "dashboard" | "page" | null; key: string } {
  for (const kind of ["form", "dashboard", "page"] as const) {
    const found = matchPath(`/apps/:app/${kind}s/:key`, pathname);
    if (found?.params.key) return { kind, key: found.params.key };
  }
  return { kind: null, key: "" };
}

/** Tells the server what was opened, when an open checklist waits for it; looks again when one goes to another page. */
function useSights(app: string, pathname: string): void {
  const tours = useTours(app);
  const { mutate } = useSight(app);
  const told = useRef("");
  const { refetch } = tours;
  const open = (tours.data?.items ?? []).flatMap((tour) =>
    tour.closed ? [] : tour.checklist.filter((item) => !item.done),
  );
  const waiting = open.length > 0;
  const { kind, key } = seenAt(pathname);
  const asked = open.some(({ fact }) => fact.did === "see" && kind !== null && fact[kind] === key);
  useEffect(() => {
    const name = `${app}/${kind}/${key}`;
    if (!asked || kind === null || told.current === name) return;
    told.current = name;
    mutate({ kind, key });
  }, [asked, app, kind, key, mutate]);
  useEffect(() => {
    if (waiting) void refetch();
  }, [pathname, waiting, refetch]);
}

export function GuideLayer() {
  const { pathname } = useLocation();
  const { help, helped, walk } = useGuide();
  const app = matchPath("/apps/:app/*", pathname)?.params.app ?? "";
  const form = matchPath("/apps/:app/forms/:form/*", pathname)?.params.form ?? "";
  // Where somebody is in the middle of something, nothing is offered over it.
  const busy = /\/(design|new)$|\/drafts\//.test(pathname);
  const of = walk?.app ?? app;
  const tours = useTours(of).data;
  useHelpKey();
  useSights(app, pathname);
  const walked = walk && tours?.items.find((tour) => tour.key === walk.tour);
  const offered = !walk && !busy && app ? tours?.items.find((tour) => tour.key === tours.offered) : undefined;
  return (
    <Suspense>
      {walked && <Player app={of} tour={walked} step={walk.step} />}
      {offered && <Offer app={app} tour={offered} />}
      {helped && <HelpDrawer app={app} form={form} open={help} />}
    </Suspense>
  );
}

/** The thing on the page that a stop speaks of: `list`, `new`, `field:amount`, `tile:funnel` … */
import { placeId } from "@/ui/form-view/place-id";

const STEP_MS = 100;
const LONGEST_MS = 20_000;

function now(target: string): HTMLElement | null {
  const [kind = "", key = ""] = target.split(":");
  const found =
    kind === "field" && key
      ? document.getElementById(placeId(key))
      : document.querySelector<HTMLElement>(`[data-tour="${CSS.escape(target)}"]`);
  const box = found?.getBoundingClientRect();
  return found && box && box.width > 0 && box.height > 0 ? found : null;
}

/** Waits for it; null when it isn't there. `ready`: the page has come, and patience begins. `over`: nobody waits. */
export async function findTarget(
  target: string,
  patience: number,
  ready: () => boolean,
  over: () => boolean,
): Promise<HTMLElement | null> {
  const until = Date.now() + LONGEST_MS;
  for (let waited = 0; waited <= patience && Date.now() < until && !over();) {
    const found = now(target);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    if (ready()) waited += STEP_MS;
  }
  return null;
}

/** The thing on the page that a stop speaks of: `list`, `new`, `field:amount`, `tile:funnel` … */
import { placeId } from "@/ui/form-view/place-id";

const STEP_MS = 100;
const LONGEST_MS = 20_000;

/** The first that is in sight: some things are in the head of a wide page and at the foot of a phone. */
function now(target: string): HTMLElement | null {
  const [kind = "", key = ""] = target.split(":");
  const field = kind === "field" && key ? document.getElementById(placeId(key)) : null;
  const marked = document.querySelectorAll<HTMLElement>(`[data-tour~="${CSS.escape(target)}"]`);
  const found = field ? [field] : [...marked];
  return (
    found.find((each) => {
      const { width, height } = each.getBoundingClientRect();
      return width > 0 && height > 0;
    }) ?? null
  );
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

/** Which verbs a task's bar shows, and where: the deciding ones as buttons, the rest in a menu. */
import type { VerbOffer } from "./types";

/** In the order of the bar; the first is the one that Enter's friend `a` presses. */
const DECIDING = ["approve", "submit", "resubmit", "done", "read", "reject"] as const;
const ASIDE = [
  "return",
  "transfer",
  "delegate",
  "add_before",
  "add_after",
  "remove_signer",
  "withdraw",
  "take_back",
  "urge",
  "cc",
  "comment",
] as const;

export type Deciding = (typeof DECIDING)[number];
export type Aside = (typeof ASIDE)[number];

export interface Arranged {
  deciding: (VerbOffer & { verb: Deciding })[];
  aside: (VerbOffer & { verb: Aside })[];
}

/** The offered verbs in the order of the bar. Adding before and after is one dialog, so only the first is listed. */
export function arrange(offers: VerbOffer[]): Arranged {
  const by = new Map(offers.map((offer) => [offer.verb, offer]));
  const pick = <V extends string>(names: readonly V[]) =>
    names.flatMap((verb) => {
      const offer = by.get(verb);
      return offer ? [{ ...offer, verb }] : [];
    });
  const aside = pick(ASIDE).filter((offer) => offer.verb !== "add_after" || !by.has("add_before"));
  return { deciding: pick(DECIDING), aside };
}

/** The verb that says yes to a task, whatever its kind. */
export function agreeing(offers: VerbOffer[]): VerbOffer | undefined {
  return DECIDING.filter((verb) => verb !== "reject")
    .map((verb) => offers.find((offer) => offer.verb === verb))
    .find((offer) => offer !== undefined);
}

import { describe, expect, it } from "vitest";
import { placeOfUse } from "./uses";

const use = (kind: string, key = "deal") => ({ kind, key, where: "", breaking: false });

describe("the place of a use", () => {
  it("is a tab of the designer for the parts of a form", () => {
    expect(placeOfUse("crm", use("rule"))).toBe("/apps/crm/forms/deal/design?tab=rules");
    expect(placeOfUse("crm", use("field"))).toBe("/apps/crm/forms/deal/design");
  });
  it("is the page of what stands beside forms", () => {
    expect(placeOfUse("crm", use("flow", "approve"))).toBe("/apps/crm/flows/approve/design");
    expect(placeOfUse("crm", use("grant", "g1"))).toBe("/apps/crm/settings/roles");
    expect(placeOfUse("crm", use("saved_view"))).toBe("/apps/crm/forms/deal");
  });
  it("is unknown for kinds this page has never heard of", () => {
    expect(placeOfUse("crm", use("moon"))).toBeNull();
  });
});

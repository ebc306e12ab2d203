import { expect, test } from "vitest";
import { hintNames, nearestName } from "./nearest-name.ts";

test("is what a slip of the keys makes of a name, and nothing that is further away", () => {
  const names = ["@acme/auth", "gateway", "router"];
  expect(nearestName("gatway", names)).toBe("gateway");
  expect(nearestName("auth", names)).toBe("@acme/auth");
  expect(nearestName("atuh", names)).toBe("@acme/auth");
  expect(nearestName("billing", names)).toBeNull();
});

test("the hint has the nearest name, else all of them, else says why there is none", () => {
  expect(hintNames("rooter", ["gateway", "router"], "None.")).toBe('Did you mean "router"?');
  expect(hintNames("billing", ["router", "gateway"], "None.")).toBe("There are: gateway, router");
  expect(hintNames("billing", [], "None.")).toBe("None.");
  const many = Array.from({ length: 20 }, (_, index) => `p${String(index).padStart(2, "0")}`);
  expect(hintNames("billing", many, "None.")).toMatch(/p11, …$/);
});

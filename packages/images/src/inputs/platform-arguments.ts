import type { BuildSettings } from "./build-settings.ts";

/** Arguments that BuildKit knows without `--build-arg`. The build platform counts as the target's own. */
export function platformArguments({ platform, buildArgs, targetStage }: BuildSettings): Map<string, string> {
  const [os = "linux", architecture = "amd64", variant = architecture === "arm" ? "v7" : ""] = platform.split("/");
  const kept = architecture === "arm64" && variant === "v8" ? "" : variant;
  const full = [os, architecture, kept].filter((part) => part !== "").join("/");
  const known = new Map<string, string>();
  for (const side of ["BUILD", "TARGET"]) {
    known
      .set(`${side}PLATFORM`, full)
      .set(`${side}OS`, os)
      .set(`${side}ARCH`, architecture)
      .set(`${side}VARIANT`, kept)
      .set(`${side}OSVERSION`, "");
  }
  known.set("TARGETSTAGE", targetStage ?? "default");
  for (const name of known.keys()) known.set(name, buildArgs[name] ?? known.get(name) ?? "");
  return known;
}

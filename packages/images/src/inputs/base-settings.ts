/** What an image brings along for a build that starts from it. */
export interface BaseSettings {
  /** Its variables, by name: they expand in the paths of COPY and ADD. */
  environment: [string, string][];
  /** Its ONBUILD triggers, which may copy: each is an instruction that the stage starts with. */
  onBuild: string[];
}

/** An image's configuration (OCI image specification, "Image Configuration"; Docker's `OnBuild` beside it) → what it brings along. Pure. */
export function parseBaseSettings(text: string): BaseSettings {
  const { config }: { config?: { Env?: unknown; OnBuild?: unknown } | null } = JSON.parse(text);
  const environment = texts(config?.Env).map((entry): [string, string] => {
    const at = entry.indexOf("=");
    return at < 0 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
  });
  return { environment, onBuild: texts(config?.OnBuild) };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}

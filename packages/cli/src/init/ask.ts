import { confirm, isCancel, select, text } from "@clack/prompts";
import { SluiceError } from "@sluice/core";
import type { InitAnswers, SetupFacts } from "@sluice/setup";

const systems = [
  { value: "github", label: "GitHub Actions" },
  { value: "gitlab", label: "GitLab CI" },
  { value: "azure", label: "Azure Pipelines" },
  { value: "jenkins", label: "Jenkins" },
] as const;

/** Asks what neither the repository nor an option says. */
export async function askAnswers(facts: SetupFacts, given: InitAnswers): Promise<InitAnswers> {
  if (facts.configurationPath !== null) return given;
  const provider =
    given.provider ?? facts.provider ?? answered(await select({ message: "Which CI system runs the pipelines?", options: [...systems] }));
  const knowsRegistry = given.registry !== undefined || facts.images === 0 || (provider === "github" && facts.github !== null);
  const registry = knowsRegistry
    ? given.registry
    : answered(
        await text({
          message: "Where do images go?",
          placeholder: "registry.example.com/acme/shop, or nothing for later",
          defaultValue: "",
        }),
      );
  return { provider, registry: registry || undefined };
}

export async function askToWrite(): Promise<boolean> {
  return answered(await confirm({ message: "Write these files?" }));
}

function answered<Value>(value: Value): Exclude<Value, symbol> {
  if (isCancel(value))
    throw new SluiceError("SLUICE_CANCELLED", "Nothing was written", { hint: "Run `sluice init` again when you are ready." });
  return value as Exclude<Value, symbol>;
}

import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A repository of services with Dockerfiles. */
export interface GeneratedShop {
  folder: string;
  /** Names of its services, which lie in `services/<name>`. */
  services: string[];
  /** Changes one source file of a service in a commit of its own, unlike any before: a builder that stays has the steps of earlier runs too. */
  change(service: string): void;
}

/** How many source files a built service has. */
const MODULES = 100;

/** Leaves behind what an `npm ci` of a small service does, without a network: 600 files, 5 MB. */
const INSTALL = `import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
const { name } = JSON.parse(readFileSync("package.json", "utf8"));
const line = (seed) => "export const part = " + JSON.stringify(createHash("sha512").update(seed).digest("base64")) + ";\\n";
for (let index = 0; index < 600; index += 1) {
  const folder = "node_modules/package-" + Math.floor(index / 10);
  mkdirSync(folder, { recursive: true });
  writeFileSync(folder + "/" + index + ".js", Array.from({ length: 70 }, (_, place) => line([name, index, place].join())).join(""));
}
`;

/** Puts the modules together and packs them, as a bundler does in the end. */
const BUILD = `import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
mkdirSync("dist");
const texts = readdirSync("src").sort().map((name) => readFileSync("src/" + name, "utf8"));
writeFileSync("dist/main.js", texts.join("\\n"));
writeFileSync("dist/main.js.gz", gzipSync(texts.join("\\n")));
`;

const BUILT = `FROM --platform=$BUILDPLATFORM BASE AS dependencies
WORKDIR /app
COPY package.json install.mjs ./
RUN node install.mjs
FROM dependencies AS build
COPY build.mjs ./
COPY src src
RUN node build.mjs
FROM BASE
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
USER 65532:65532
CMD ["node", "dist/main.js"]
`;

const COPIED = `FROM scratch
COPY src /src
USER 65532:65532
`;

/**
 * Writes `count` services into a new repository with one commit on `main`. `base`: each installs its dependencies in a stage
 * of this image of Node.js and puts its sources together in another; null: each copies one file to `scratch`.
 */
export function generateShop({
  folder,
  count,
  base,
  configuration,
}: {
  folder: string;
  count: number;
  base: string | null;
  configuration: object;
}): GeneratedShop {
  const services = Array.from({ length: count }, (_, index) => `service-${String(index + 1).padStart(3, "0")}`);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write("sluice.config.json", JSON.stringify(configuration));
  for (const name of services) {
    write(`services/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", private: true }));
    write(`services/${name}/Dockerfile`, base === null ? COPIED : BUILT.replaceAll("BASE", base));
    write(`services/${name}/src/main.js`, `export const name = ${JSON.stringify(name)};\n`);
    if (base === null) continue;
    write(`services/${name}/install.mjs`, INSTALL);
    write(`services/${name}/build.mjs`, BUILD);
    for (let index = 0; index < MODULES; index += 1) write(`services/${name}/src/module-${index}.js`, renderModule(name, index));
  }
  git(folder, "init", "--quiet", "--initial-branch=main");
  commit(folder, "first");
  let changes = 0;
  return {
    folder,
    services,
    change: (service) => {
      changes += 1;
      write(`services/${service}/src/main.js`, `export const change = "${randomUUID()}";\n`);
      commit(folder, `change ${changes}`);
    },
  };
}

function renderModule(service: string, index: number): string {
  const functions = Array.from(
    { length: 20 },
    (_, place) =>
      `export function handle${index}_${place}(value) {\n` +
      `  const text = [value.id * ${index + 1}, ...value.tags, "${service}"].join("-${place}-");\n` +
      `  return text.length > ${place + index} ? text : \`\${text}${place}\`;\n}\n`,
  );
  return functions.join("\n");
}

function commit(folder: string, message: string): void {
  git(folder, "add", "--all");
  const identity = ["-c", "user.name=Bench", "-c", "user.email=bench@example.com", "-c", "commit.gpgSign=false"];
  git(folder, ...identity, "commit", "--quiet", "--message", message);
}

function git(folder: string, ...args: string[]): void {
  execFileSync("git", args, { cwd: folder });
}

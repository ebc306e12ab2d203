/** The public base images that have a local stand-in. */
export type BaseImageName = "python:3.13-slim" | "node:24-slim" | "golang:1.24" | "rust:1.85-slim" | "debian:trixie-slim";

/** Debian's and OCI's word for a processor. */
export type Architecture = "amd64" | "arm64";

/** What goes into a stand-in beside Debian's packages. Paths are absolute, inside the image. */
interface Overlay {
  links: Readonly<Record<string, string>>;
  programs: Readonly<Record<string, string>>;
}

/** How a stand-in is made. Its JSON is the key of its cache, so nothing else may have a say in the result. */
export interface BaseImageRecipe {
  /** `build`: only for the machine's own platform, where build stages run (`FROM --platform=$BUILDPLATFORM`). */
  platforms: "all" | "build";
  /** Debian packages on every platform. */
  packages: readonly string[];
  /** Further packages for the machine's own platform, where maintainer scripts and `RUN` steps can run. */
  buildPackages: readonly string[];
  overlay: Overlay;
  /** Shell commands inside the finished file system of the machine's own platform. */
  script: readonly string[];
  /** Packages of the npm registry to put in: the binary of node for the platform, and npm. */
  node: { version: string; npm: string } | null;
  env: readonly string[];
  command: readonly string[];
}

const PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

const base: BaseImageRecipe = {
  platforms: "all",
  packages: ["base-files", "base-passwd", "ca-certificates", "coreutils", "dash", "libc-bin", "tzdata"],
  buildPackages: [],
  overlay: { links: {}, programs: {} },
  script: [],
  node: null,
  env: [PATH],
  command: ["bash"],
};

/**
 * The recipe of a stand-in for a machine whose own architecture is `own`.
 *
 * They are Debian 13 throughout: its python3 is 3.13, its golang-go 1.24, its rustc 1.85; node is the binary that Node
 * publishes on npm. `golang` compiles for every platform by itself; `rust` gets the other platform's linker and standard library.
 */
export function baseImageRecipe(name: BaseImageName, { own, nodeVersion }: { own: Architecture; nodeVersion: string }): BaseImageRecipe {
  switch (name) {
    case "debian:trixie-slim":
      return base;
    case "python:3.13-slim":
      return {
        ...base,
        packages: [...base.packages, "python3"],
        buildPackages: ["python3-pip", "python3-venv"],
        overlay: {
          links: {
            "/usr/local/bin/python": "/usr/bin/python3.13",
            "/usr/local/bin/python3": "/usr/bin/python3.13",
            "/usr/local/bin/python3.13": "/usr/bin/python3.13",
          },
          programs: { "/usr/local/bin/pip": '#!/bin/sh\nexec /usr/local/bin/python3 -m pip "$@"\n' },
        },
        // Debian's mark that pip must keep off; the public image has none.
        script: ["rm -f /usr/lib/python3*/EXTERNALLY-MANAGED"],
        env: [PATH, "LANG=C.UTF-8"],
        command: ["python3"],
      };
    case "node:24-slim":
      return {
        ...base,
        packages: [...base.packages, "libstdc++6"],
        overlay: {
          links: {
            "/usr/local/bin/npm": "../lib/node_modules/npm/bin/npm-cli.js",
            "/usr/local/bin/npx": "../lib/node_modules/npm/bin/npx-cli.js",
          },
          programs: {},
        },
        node: { version: nodeVersion, npm: "npm@11" },
        command: ["node"],
      };
    case "golang:1.24":
      return {
        ...base,
        platforms: "build",
        buildPackages: ["golang-go", "git"],
        overlay: { links: { "/usr/local/go": "/usr/lib/go-1.24" }, programs: {} },
        env: [
          "PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
          "GOPATH=/go",
          "GOTOOLCHAIN=local",
        ],
      };
    case "rust:1.85-slim":
      return rustRecipe(own);
  }
}

function rustRecipe(own: Architecture): BaseImageRecipe {
  const other = own === "amd64" ? "arm64" : "amd64";
  const cpu = other === "arm64" ? "aarch64" : "x86-64";
  const triple = `${other === "arm64" ? "aarch64" : "x86_64"}-unknown-linux-gnu`;
  return {
    ...base,
    platforms: "build",
    buildPackages: ["rustc", "cargo", "gcc", "libc6-dev", `gcc-${cpu}-linux-gnu`, `libc6-dev-${other}-cross`],
    overlay: { links: {}, programs: { "/usr/local/bin/rustup": rustup(triple) } },
    // The package proper would bring the other platform's LLVM with it; its libraries for linking are enough.
    script: [
      "cd /tmp",
      `dpkg --add-architecture ${other}`,
      "apt-get -qq update",
      `apt-get -qq download libstd-rust-dev:${other}`,
      "dpkg-deb --extract libstd-rust-dev_*.deb /",
      "rm libstd-rust-dev_*.deb",
      `dpkg --remove-architecture ${other}`,
    ],
    env: [PATH],
  };
}

/** `rustup target add` in a user's Dockerfile works for the targets that the stand-in holds, and says so for others. */
function rustup(otherTriple: string): string {
  return `#!/bin/sh
[ "$1 $2" = "target add" ] || { echo "rustup: this stand-in knows only 'target add'" >&2; exit 1; }
shift 2
for target in "$@"; do
  [ -d "/usr/lib/rustlib/$target" ] || { echo "rustup: this stand-in has no target $target (the other one is ${otherTriple})" >&2; exit 1; }
done
`;
}

import { behind, type Commented } from "../yaml/to-yaml.ts";

/** The actions that the workflows use: the commit, and the version it is. Nobody can put other code under a commit. */
const pins = {
  checkout: ["actions/checkout", "3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1"],
  setupNode: ["actions/setup-node", "820762786026740c76f36085b0efc47a31fe5020", "v7.0.0"],
  setupGo: ["actions/setup-go", "b7ad1dad31e06c5925ef5d2fc7ad053ef454303e", "v7.0.0"],
  setupUv: ["astral-sh/setup-uv", "20cfd1bf945f4377ade1205e4dbc17946fc9a30d", "v10.0.1"],
  cache: ["actions/cache", "27d5ce7f107fe9357f9df03efb73ab90386fccae", "v5.0.5"],
  uploadArtifact: ["actions/upload-artifact", "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f", "v7.0.0"],
  setupBuildx: ["docker/setup-buildx-action", "37fe631027851001ddb9b187196cc803df7f5f0e", "v4.3.0"],
  setupQemu: ["docker/setup-qemu-action", "96fe6ef7f33517b61c61be40b68a1882f3264fb8", "v4.2.0"],
  exposeCache: ["crazy-max/ghaction-github-runtime", "04d248b84655b509d8c44dc1d6f990c879747487", "v4.0.0"],
  setupCosign: ["sigstore/cosign-installer", "d58896d6a1865668819e1d91763c7751a165e159", "v3.9.2"],
  login: ["docker/login-action", "4907a6ddec9925e35a0a9e82d7399ccc52663121", "v4.1.0"],
} as const;

/** The value of `uses`: the action at its commit, with the version behind it. */
export function action(name: keyof typeof pins): Commented {
  const [repository, commit, version] = pins[name];
  return behind(version, `${repository}@${commit}`);
}

import type { Docker } from "./find-docker.ts";
import { usesDockerDriver } from "./uses-docker-driver.ts";

/** Whether the present builder can write its cache: all can but the engine's own without the containerd image store. */
export async function canExportCache(docker: Docker): Promise<boolean> {
  if (!(await usesDockerDriver(docker))) return true;
  const { stdout } = await docker.run(["info", "--format", "{{json .DriverStatus}}"]);
  return stdout.includes("io.containerd.snapshotter");
}

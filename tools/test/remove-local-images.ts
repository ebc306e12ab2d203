import { execa } from "execa";

/**
 * Takes the images of a test's own registry out of the local engine: pushing with BuildKit's `docker` driver leaves each
 * one there.
 *
 * @param docker the client
 * @param address what stands before the images' names: `127.0.0.1:<port>`
 */
export async function removeLocalImages(docker: string, address: string): Promise<void> {
  const { stdout } = await execa(docker, ["image", "ls", "--format", "{{.Repository}}:{{.Tag}}"], { reject: false });
  const images = stdout.split("\n").filter((image) => image.startsWith(`${address}/`));
  if (images.length > 0) await execa(docker, ["image", "rm", "--force", ...images], { reject: false });
}

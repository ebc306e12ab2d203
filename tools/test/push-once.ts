/**
 * For `docker buildx build` in place of `--push`, which has Docker Engine push what BuildKit has pushed before: it then writes
 * the manifest of every platform under the tag, all at once, and the local registry answers 500 to who reads the tag just then.
 * An empty `push=` means yes to BuildKit and no to buildx. Without `store=false` a copy would stay in the engine.
 */
export const PUSH_ONCE = "--output=type=image,push=,store=false";

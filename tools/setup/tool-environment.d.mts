/** Where programs are linked that PATH would not find, or find in a version too old. */
export function toolsFolder(root: string): string;

/** The environment in which Nx and the tests find Node 24 and the services' tools, whatever the machine has first on PATH. */
export function toolEnvironment(root: string, env?: NodeJS.ProcessEnv): NodeJS.ProcessEnv;

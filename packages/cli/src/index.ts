export { main, prepareAffected } from "./main.ts";

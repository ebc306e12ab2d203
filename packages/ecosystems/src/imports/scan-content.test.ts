import * as fc from "fast-check";
import { expect, it } from "vitest";
import { scanContent } from "./scan-content.ts";
import { scanImports } from "./scan-imports.ts";

const parts = {
  "a.ts": [
    'import x from "m%";\n',
    "import {\n  a,\n} from './m%';\n",
    "/* é 日\n",
    " */\n",
    "// import 'c%'\n",
    "const s = `",
    "`;\n",
    "x = '/*';\n",
  ],
  "a.py": [
    "import m%\n",
    "from .m% import (\n  a,\n  b,\n)\n",
    '"""',
    "'''",
    "# it's\n",
    's = "é\\\n"\n',
    "x = 'd'\n",
    "import_module('m%')\n",
  ],
  "a.go": ["package a\n", 'import "m%"\n', 'import (\n\t"m%"\n\tx "n%"\n)\n', "/* é\n", "*/\n", "// x\n", "func f() {}\n"],
  "a.rs": ['include!("m%.rs");\n', '#[path = "m%.rs"]\n', "/// é\n", 'let s = "\n', "fn f() {}\n"],
};

it.each(Object.entries(parts))("misses nothing in pieces that is found in the whole of %s", (path, fragments) => {
  const texts = fc.array(fc.constantFrom(...fragments), { minLength: 20, maxLength: 60 });
  fc.assert(
    fc.property(texts, (chosen) => {
      const text = chosen.map((part, index) => part.replaceAll("%", String(index))).join("");
      const found = new Map(scanContent(Buffer.from(text), path, { length: 200, overlap: 80 }).map(({ name, line }) => [name, line]));
      for (const { name, line } of scanImports(text, path)) expect([name, found.get(name)]).toEqual([name, line]);
    }),
    { numRuns: 300 },
  );
});

it("looks through one long line, and through what no piece may be cut from as a whole", () => {
  const minified = `${"ä=1;".repeat(100)}import"m";${"日=1;".repeat(100)}require("n")`;
  expect(scanContent(Buffer.from(minified), "a.js", { length: 100, overlap: 30 }).map(({ name }) => name)).toEqual(["m", "n"]);
  const yaml = `# ${"x".repeat(200)}\nresources:\n- ../base\n`;
  expect(scanContent(Buffer.from(yaml), "a/kustomization.yaml", { length: 50, overlap: 10 })).toEqual(
    scanImports(yaml, "a/kustomization.yaml"),
  );
});

import { expect, test } from "vitest";
import { parseSetup } from "./parse-setup.ts";

function requirements({ dependencies }: ReturnType<typeof parseSetup>): string[] {
  return dependencies.map(({ name, line }) => `${name}:${line ?? "?"}`);
}

test("setup.cfg: name, requirements of all kinds, and where the modules lie", () => {
  const manifest = parseSetup(
    "[metadata]\nname = Acme.Kit\n# why\n[options]\npackage_dir =\n    = code\ninstall_requires =\n    acme-core[fast]>=1 ; python_version > '3'\n    requests # web\ntests_require = acme-testing\nzip_safe = no\n[options.packages.find]\nwhere = code\n[options.extras_require]\ndocs = acme-docs\ndev =\n    acme-dev==1\n[flake8]\nignore = E203\n",
    "kit/setup.cfg",
  );
  expect(manifest).toMatchObject({ root: "kit", name: "Acme.Kit", sourceFolders: ["code", "code"] });
  expect(requirements(manifest)).toEqual(["acme-core:8", "requests:9", "acme-testing:10", "acme-docs:15", "acme-dev:17"]);
});

test("setup.py: strings that are requirements, whatever list they stand in", () => {
  const manifest = parseSetup(
    [
      '"""acme-text"""',
      "from setuptools import find_packages, setup",
      "version = '1.0'",
      "requires = [",
      "    # 'acme-comment',",
      "    f'acme-core>={version}',",
      "    \"acme-http[tls] ; python_version > '3'\",",
      "]",
      "extras = {'docs': ['acme-docs'], \"all\": requires}",
      "setup(name='acme-kit', description='Kit of acme', install_requires=requires, extras_require=extras,",
      "      package_dir={'': 'code'}, packages=find_packages('code'), classifiers=['Programming Language :: Python'])",
    ].join("\n"),
    "kit/setup.py",
  );
  expect(manifest).toMatchObject({ name: "acme-kit", sourceFolders: ["code", "code"] });
  expect(requirements(manifest)).toEqual(["acme-core:6", "acme-http:7", "acme-docs:9"]);
});

test("setup.py: a name in a variable, and a module that only is called so", () => {
  expect(parseSetup('import setuptools\nNAME = "acme"\nsetuptools.setup(name=NAME)\n', "setup.py").name).toBe("acme");
  expect(parseSetup('def setup(app):\n    return dict(name="acme")\n', "docs/setup.py")).toMatchObject({ name: null, dependencies: [] });
});

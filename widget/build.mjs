// One file out of src/: widget.js, which opens with a hash of what it was made from.
import { createHash } from "node:crypto";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, context, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));

// Styles become a string: they are handed to a constructable style sheet, which no content security policy forbids.
const styles = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const text = ownVariables(withOwnRem(await readFile(path, "utf8")));
      const { code } = await transform(text, { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

// In a page, `rem` is what the page says: many set it to 10px. The widget measures the reader's own size into --rem.
// Conditions keep theirs: in media queries `rem` is the reader's own already.
function withOwnRem(css) {
  return css.replace(/@(?:media|container)[^{]*\{|(?<![\w-])(-?\d*\.?\d+)rem\b/g, (found, size) =>
    size === undefined ? found : size === "1" ? "var(--rem)" : `calc(${size}*var(--rem))`);
}

// A page that gives everything a variable of the same name must not reach in: what is important inside wins.
function ownVariables(css) {
  return css.replace(/(?<=[{;\s])(--[a-z-]+:[^;}]+)(?=[;}])/g, "$1!important");
}

// tests/test_widget_build.py reckons the same hash without Node.
async function hashOfSources() {
  const names = (await readdir(join(here, "src"), { recursive: true })).map((name) => name.replaceAll("\\", "/"));
  const hash = createHash("sha256");
  for (const name of names.filter((name) => /\.(ts|css)$/.test(name)).sort()) {
    hash.update(`${name}\n`).update(await readFile(join(here, "src", name)));
  }
  return hash.digest("hex").slice(0, 16);
}

const options = {
  entryPoints: [join(here, "src/index.ts")],
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  plugins: [styles],
};

if (process.argv.includes("--watch")) {
  await (await context({ ...options, outfile: join(here, "widget.js"), sourcemap: "inline" })).watch();
} else {
  const { outputFiles } = await build({ ...options, write: false });
  const banner = `/*! OPINNO Guide, MIT licence. Sources: ${await hashOfSources()} */\n`;
  const target = process.argv.at(2) ?? join(here, "widget.js");
  await writeFile(target, banner + outputFiles[0].text);
}

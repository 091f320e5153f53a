// Reads Markdown files and folders of them, and parses every ```mermaid block with the real Mermaid parser.
//
//   npm install --prefix /tmp/mermaid-check mermaid jsdom
//   NODE_MODULES=/tmp/mermaid-check/node_modules node scripts/check-mermaid.mjs reference/
//
// Exit code 0: all blocks parse; 1: one does not, or there is none at all. It is no part of the program: Mermaid and
// its parser exist for Node only. `NODE_MODULES` says where they are installed (default: ./node_modules).
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const modules = resolve(process.env.NODE_MODULES ?? "node_modules");
const require = createRequire(join(modules, "_"));

function markdownFiles(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).sort().flatMap((name) => {
    const below = join(path, name);
    return statSync(below).isDirectory() || name.endsWith(".md") ? markdownFiles(below) : [];
  });
}

function blocksOf(text) {
  const blocks = [];
  const fence = /^(`{3,}|~{3,})mermaid[^\n]*\n([\s\S]*?)^\1[ \t]*$/gm;
  for (const match of text.matchAll(fence)) {
    blocks.push({ line: text.slice(0, match.index).split("\n").length, source: match[2] });
  }
  return blocks;
}

async function parser() {
  const { JSDOM } = require("jsdom");
  const { window } = new JSDOM("");
  globalThis.window = window;
  globalThis.document = window.document;
  const { default: mermaid } = await import(pathToFileURL(join(modules, "mermaid/dist/mermaid.core.mjs")).href);
  return mermaid;
}

const mermaid = await parser();
let parsed = 0;
let broken = 0;
for (const file of process.argv.slice(2).flatMap(markdownFiles)) {
  for (const { line, source } of blocksOf(readFileSync(file, "utf8").replaceAll("\r\n", "\n"))) {
    try {
      await mermaid.parse(source);
      parsed += 1;
    } catch (problem) {
      broken += 1;
      console.error(`${file}:${line}: ${String(problem.message ?? problem).split("\n").join("\n    ")}`);
    }
  }
}
console.log(`${parsed} Mermaid diagrams parse, ${broken} do not`);
process.exitCode = broken > 0 || parsed === 0 ? 1 : 0;

// Draws every ```mermaid block of Markdown files with the real Mermaid in a real browser, without any network.
//
//   npm ci --prefix .ci/diagrams --ignore-scripts
//   node .ci/diagrams/draw.mjs --png /tmp/diagrams reference/data-model.md
//
// Arguments are files, or folders of them. `--png` says where a picture of each is put, `CHROMIUM` in the environment
// which browser is started (default: Chrome or Chromium in /usr/bin).
// Exit code 0: all are drawn; 1: one is not, or there is none at all; 2: it cannot be tried. It is no part of the
// program: Mermaid needs a browser, since it measures its texts in one.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";

const BROWSERS = ["google-chrome", "chromium", "chromium-browser"].map((name) => `/usr/bin/${name}`);
const FLAGS = [
  ...["--disable-background-networking", "--disable-component-update", "--disable-gpu", "--disable-quic"],
  ...["--disable-sync", "--no-first-run", "--no-sandbox"], // what is drawn is our own text, without any network
];
const PATIENCE = 30_000;

function markdownFiles(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).sort().flatMap((name) => {
    const below = join(path, name);
    return statSync(below).isDirectory() || name.endsWith(".md") ? markdownFiles(below) : [];
  });
}

function blocksOf(file) {
  const text = readFileSync(file, "utf8").replaceAll("\r\n", "\n");
  const fence = /^(`{3,}|~{3,})mermaid[^\n]*\n([\s\S]*?)^\1[ \t]*$/gm;
  return [...text.matchAll(fence)].map((match, index) => {
    const before = text.slice(0, match.index);
    const heading = before.match(/^#+ [^\n]*$/gm)?.at(-1) ?? "";
    return { file, number: index + 1, line: before.split("\n").length, heading, source: match[2] };
  });
}

function usage(problem) {
  console.error(`error: ${problem}\n  usage: node .ci/diagrams/draw.mjs [--png FOLDER] FILE_OR_FOLDER…`);
  process.exit(2);
}

function options() {
  try {
    return parseArgs({ options: { png: { type: "string" } }, allowPositionals: true });
  } catch (problem) {
    return usage(problem.message);
  }
}

// Runs in the page: draws one diagram, and returns what is wrong with it, or its size and the number of its boxes.
async function draw({ id, source }) {
  const place = document.createElement("div");
  place.id = id;
  document.body.replaceChildren(place);
  try {
    const { svg } = await mermaid.render(`svg-${id}`, source);
    place.innerHTML = svg;
  } catch (problem) {
    return { problem: String(problem?.message ?? problem) };
  }
  const picture = place.querySelector("svg");
  if (!picture) return { problem: "there is no picture" };
  const isError = picture.getAttribute("aria-roledescription") === "error" || picture.querySelector(".error-icon");
  if (isError) return { problem: "it is Mermaid's picture of an error" };
  const { width, height } = picture.viewBox.baseVal ?? {};
  const shapes = [...picture.querySelectorAll("path, rect, circle, polygon, line, text, foreignObject")];
  const seen = shapes.filter((shape) => !shape.closest("defs, marker") && shape.getBoundingClientRect().width > 0);
  if (!(width > 0 && height > 0) || seen.length === 0) return { problem: "the picture is empty" };
  place.style.width = `${Math.ceil(width)}px`;
  return { width: Math.ceil(width), height: Math.ceil(height), boxes: picture.querySelectorAll("g.node").length };
}

// A diagram on which Mermaid never ends.
async function tooLate() {
  await setTimeout(PATIENCE, undefined, { ref: false });
  throw new Error(`a diagram was not drawn within ${PATIENCE / 1000} seconds`);
}

async function main() {
  const { values, positionals } = options();
  const missing = positionals.find((path) => !existsSync(path));
  if (missing || !positionals.length) usage(missing ? `there is no ${missing}` : "no file is named");
  const blocks = positionals.flatMap(markdownFiles).flatMap(blocksOf);
  const mermaid = join(import.meta.dirname, "node_modules/mermaid/dist/mermaid.min.js");
  if (!existsSync(mermaid)) usage("Mermaid is not installed: npm ci --prefix .ci/diagrams --ignore-scripts");
  const { chromium } = await import("playwright-core");
  const executablePath = process.env.CHROMIUM ?? BROWSERS.find((path) => existsSync(path));
  if (!executablePath) usage("there is no browser; CHROMIUM says where one is");
  if (values.png) mkdirSync(values.png, { recursive: true });

  const profile = mkdtempSync(join(tmpdir(), "draw-mermaid-"));
  let context;
  let broken = 0;
  try {
    context = await chromium.launchPersistentContext(profile, { executablePath, args: FLAGS, offline: true });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.addScriptTag({ path: mermaid });
    await page.evaluate(() => mermaid.initialize({ startOnLoad: false, suppressErrorRendering: true }));
    for (const [index, block] of blocks.entries()) {
      const name = `${block.file}:${block.line}: block ${block.number} (${block.heading})`;
      const id = `diagram-${index + 1}`;
      const drawn = await Promise.race([page.evaluate(draw, { id, source: block.source }), tooLate()]);
      if (drawn.problem) {
        broken += 1;
        console.error(`${name}: ${drawn.problem.split("\n").join("\n    ")}`);
        continue;
      }
      console.log(`${name}: ${drawn.boxes} boxes, ${drawn.width} × ${drawn.height}`);
      if (values.png) {
        const path = join(values.png, `${String(index + 1).padStart(2, "0")}-${basename(block.file, ".md")}.png`);
        await page.locator(`#${id}`).screenshot({ path });
      }
    }
  } finally {
    await context?.close();
    rmSync(profile, { recursive: true, force: true });
  }
  console.log(`${blocks.length - broken} Mermaid diagrams are drawn, ${broken} are not`);
  return broken > 0 || blocks.length === 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (problem) {
  console.error(`error: ${String(problem.message ?? problem).split("\n")[0]}`);
  process.exitCode = 2;
}

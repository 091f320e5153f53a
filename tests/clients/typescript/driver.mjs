// Reads steps from standard input, runs them with the compiled clients, and prints what came of each as JSON.
import { readFileSync } from "node:fs";

const steps = JSON.parse(readFileSync(0, "utf-8"));
const results = [];
for (const step of steps) {
  const code = await import(step.module);
  const waits = [];
  try {
    results.push({ value: await run(code, step, waits), waits });
  } catch (problem) {
    const fields = problem.fields ? Object.fromEntries(problem.fields) : undefined;
    results.push({ error: problem.name === "TypeError" ? String(problem) : problem.message, status: problem.status, fields, waits });
  }
}
console.log(JSON.stringify(results));

async function run(code, step, waits) {
  if (step.genuine) return code.isGenuine(new TextEncoder().encode(step.genuine[0]), ...step.genuine.slice(1));
  const sleep = async (seconds) => void waits.push(seconds);
  const client = new code.Client({ ...step.options, sleep });
  if (step.request) return (await client.request(...step.request)).status;
  if (step.upload) {
    const file = new Blob([Buffer.from(step.content, "base64")]);
    const answer = await code[step.upload](client, ...step.before, file, ...step.after);
    return answer.status;
  }
  const items = [];
  const given = step.key ? [(body) => String(body.data.at(-1).id)] : [];
  for await (const item of code[step.list](client, ...given, ...(step.arguments ?? []))) items.push(item);
  return items;
}

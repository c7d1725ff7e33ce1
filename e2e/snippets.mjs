// The snippets of the phone login document, kept word for word in snippets/ and
// run as they stand: only the project's URL, its key and what a person received
// are put in.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import './client.mjs'

const snippet = (name) => readFile(new URL(`snippets/${name}`, import.meta.url), 'utf8')

/** Puts a value in the place of words that the snippet must have. */
function put(text, words, value) {
  assert.ok(text.includes(words), `the snippet has no ${words}`)
  return text.replace(words, () => value)
}

/** What the snippet says, for this server; code stands for 123456. */
async function filled(name, server, code) {
  let text = await snippet(name)
  if (name.endsWith('.js')) {
    text = put(text, 'https://your-project-id.supabase.co', server.url)
    text = put(text, 'sb_publishable_...', server.key)
  } else {
    text = text.replace(/https:\/\/\w*\.supabase\.co/, server.url)
    text = text.replace(/"apikey: \w*"/, `"apikey: ${server.key}"`)
  }
  return code ? put(text, '123456', code) : text
}

/** Runs a whole JavaScript snippet as a module and returns the names it sets. */
export async function runModule(name, server, { code, names }) {
  const file = new URL(`snippets/.run-${process.pid}-${name.replace('.js', '.mjs')}`, import.meta.url)
  await writeFile(file, `${await filled(name, server, code)}\nexport { ${names} }\n`)
  try {
    return await import(file.href)
  } finally {
    await rm(file)
  }
}

/** Runs what stands below the cut with a client that exists already. */
export async function runWith(supabase, name) {
  const [, below] = (await snippet(name)).split('// ---cut---')
  const AsyncFunction = (async () => {}).constructor
  return new AsyncFunction('supabase', `${below}\nreturn { data, error }`)(supabase)
}

/** Runs a curl snippet with the real curl; returns the status and the body. */
export async function runCurl(name, server, code) {
  const command = `${(await filled(name, server, code)).trim()} -sS -w '\\n%{http_code}'`
  const { stdout } = await promisify(execFile)('sh', ['-c', command])
  const end = stdout.lastIndexOf('\n')
  return { status: Number(stdout.slice(end + 1)), body: JSON.parse(stdout.slice(0, end)) }
}

// npm run demo [-- CHAPTER...]: tells the story of scripts/story in the sandbox's throw-away HOME, each command shown before
// its output. Touches nothing of the account, asks nothing, ends by itself.
import {spawn} from 'node:child_process'
import path from 'node:path'
import {createInterface} from 'node:readline'
import {findAwsCli} from './find-aws-cli.mjs'
import {commandsFolder, runInsideSandbox} from './inside-sandbox.mjs'
import {chapters} from './story/chapters.mjs'

const colour = process.stdout.isTTY && !process.env.NO_COLOR
const style = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)

const inside = process.argv[2] === '--inside'
const wanted = process.argv.slice(inside ? 3 : 2)
const unknown = wanted.filter((name) => !chapters.some((chapter) => chapter.name === name))

if (unknown.length > 0) {
  console.error(`no chapter ${unknown.join(', ')}; there is ${chapters.map(({name}) => name).join(', ')}`)
  process.exitCode = 2
} else if (inside) await tell(chapters.filter(({name}) => wanted.length === 0 || wanted.includes(name)))
else process.exitCode = runInsideSandbox(import.meta.filename, ['--inside', ...wanted])

async function tell(told) {
  const started = performance.now()
  const aws = findAwsCli()
  const env = {
    ...process.env,
    PATH: `${commandsFolder(aws?.path)}${path.delimiter}${process.env.PATH}`,
  }
  if (colour) env.FORCE_COLOR = '1'

  console.log(
    `Everything below is real, against a company played on this machine. HOME is ${process.env.HOME}.`,
  )
  for (const {title, steps} of told) {
    console.log(`\n${style('1', `okta-ops: ${title}`)}`)
    for (const step of steps) if (!(await take(step, {aws, env}))) return
  }
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(
    `\n${style('1', `Done in ${seconds}s.`)} Nothing is left behind. With your own start URL: okta-ops setup`,
  )
}

/** Shows one step and runs it; false when it did not end as it should. */
async function take({title, command, needs, exit = 0}, {aws, env}) {
  console.log(`\n${style('36', `# ${title}`)}`)
  if (needs === 'aws' && aws === undefined) {
    console.log('There is no AWS CLI of version 2 on this machine, so this step is left out.')
    return true
  }
  console.log(`${style('1;32', '$')} ${style('1', command)}`)
  const code = await run(command, env)
  if (exit !== 0) console.log(style('2', `(exit code ${code})`))
  if (code === exit) return true
  console.error(`\nThe demo stops here: that should have ended with ${exit}, not ${code}.`)
  process.exitCode = 1
  return false
}

/** Runs one line by sh, its output shown as it comes with secrets covered; resolves to the exit code. */
function run(command, env) {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', command], {
      env,
      cwd: process.env.HOME,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr])
      createInterface({input: stream}).on('line', (line) => console.log(covered(line)))
    child.on('error', reject)
    child.on('close', resolve)
  })
}

/** The values of the two secret variables, shortened to their beginning. */
function covered(line) {
  return line.replace(/(AWS_(?:SECRET_ACCESS_KEY|SESSION_TOKEN)=['"]?)([^'"\s]{4})[^'"\s]+/, '$1$2…')
}

// node scripts/terminal-picture.mjs: types a part of the story into a real terminal, in the sandbox, and draws the screen as
// docs/images/terminal.svg for the README. Device codes and dates differ from run to run, so CI does not compare it.
import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {findAwsCli} from './find-aws-cli.mjs'
import {commandsFolder, runInsideSandbox} from './inside-sandbox.mjs'
import {aws as chapter} from './story/aws.mjs'
import {screenToSvg} from './terminal/screen-to-svg.mjs'
import {openSession} from './terminal/session.mjs'

const picture = path.resolve(import.meta.dirname, '../docs/images/terminal.svg')
const size = {columns: 112, rows: 60}

if (process.argv[2] === '--inside') await draw()
else process.exitCode = runInsideSandbox(import.meta.filename, ['--inside'])

async function draw() {
  const aws = findAwsCli()
  const PATH = `${commandsFolder(aws?.path)}${path.delimiter}${process.env.PATH}`
  const session = await openSession({...size, env: {...process.env, PATH}})
  const shown = chapter.steps.filter(
    ({inPicture, needs}) => inPicture && (needs !== 'aws' || aws !== undefined),
  )
  for (const {command} of shown) await session.run(command)

  const rows = session.terminal.buffer.active.cursorY
  mkdirSync(path.dirname(picture), {recursive: true})
  writeFileSync(picture, screenToSvg(session.terminal, {title: 'okta-ops', rows}))
  session.close()
  console.log(`${path.relative(process.cwd(), picture)}: ${shown.length} commands, ${rows} lines`)
}

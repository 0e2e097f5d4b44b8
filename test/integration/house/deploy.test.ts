import {expect} from 'chai'
import {spawnSync} from 'node:child_process'
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {pathToFileURL} from 'node:url'
import {BaseCommand} from '../../../src/lib/cli/base-command.js'

/*
 * Units and images that people copy from docs/deploy are compared with the commands.
 */

const root = path.resolve(import.meta.dirname, '../../..')
const folder = path.join(root, 'docs/deploy')
const files = readdirSync(folder)
const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8')

/** Lines of our program as a file has them, each in words. */
const lines = files.flatMap((file) =>
  [
    ...read(file).matchAll(/^ExecStart=\/usr\/bin\/okta-ops (.*)$/gm),
    ...read(file).matchAll(/(?:^|\s)okta-ops ((?:logs|triggers|scim|org) (?:[^\n`]|\\\n)*)/gm),
    ...[...read(file).matchAll(/^CMD (\[.*\])$/gm)].map(([, json = '[]']) => [
      '',
      (JSON.parse(json) as string[]).join(' '),
    ]),
  ].map(([, line = '']) => ({file, words: line.replaceAll('\\\n', ' ').trim().split(/\s+/)})),
)

interface CommandClass {
  readonly flags: Readonly<Record<string, unknown>>
}

async function commandOf(words: readonly string[]): Promise<CommandClass | undefined> {
  const file = path.join(root, 'src/commands', `${words.slice(0, 2).join('/')}.ts`)
  if (!existsSync(file)) return undefined
  return ((await import(pathToFileURL(file).href)) as {default: CommandClass}).default
}

describe('docs/deploy', () => {
  it('has a line to run in each of its files', () => {
    expect(new Set(lines.map(({file}) => file))).to.deep.equal(new Set(files))
  })

  for (const {file, words} of lines)
    it(`${file} names commands and flags there are: okta-ops ${words.slice(0, 2).join(' ')}`, async () => {
      const command = await commandOf(words)
      expect(command, words.join(' ')).not.to.equal(undefined)
      const known = {...BaseCommand.baseFlags, ...command?.flags}
      const flags = words.flatMap((word) => /^--([\w-]+)/.exec(word)?.[1] ?? [])
      expect(flags.filter((flag) => !(flag in known))).to.deep.equal([])
    })

  for (const file of files.filter((name) => name.endsWith('.service')))
    it(`${file} is a unit that systemd takes`, function () {
      if (spawnSync('systemd-analyze', ['--version']).status !== 0) this.skip()
      const place = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-unit-'))
      try {
        const unit = path.join(place, file)
        // It wants a program that is there; ours may not be installed.
        writeFileSync(unit, read(file).replace('/usr/bin/okta-ops', process.execPath))
        const {status, stderr} = spawnSync('systemd-analyze', ['verify', unit], {encoding: 'utf8'})
        expect(stderr.split('\n').filter((line) => line.includes(file))).to.deep.equal([])
        expect(status, stderr).to.equal(0)
      } finally {
        rmSync(place, {recursive: true})
      }
    })
})

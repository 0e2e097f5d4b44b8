// npm run readme: writes docs/commands and the README's list of commands from the manifest.
import {execFileSync} from 'node:child_process'
import {readFileSync, rmSync, writeFileSync} from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const readme = path.join(root, 'README.md')

// A command that is gone must not leave its page behind.
rmSync(path.join(root, 'docs/commands'), {recursive: true, force: true})
execFileSync('oclif', ['readme', '--no-aliases', '--multi', '--dir', 'docs/commands'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})
// oclif puts a heading of the first level below ours.
writeFileSync(
  readme,
  readFileSync(readme, 'utf8').replace('<!-- commands -->\n# Command Topics\n\n', '<!-- commands -->\n'),
)

// Run after `oclif manifest`, which writes the commands in the order in which their files happened to load: sorted, the
// manifest changes only when a command does.
import {readFileSync, writeFileSync} from 'node:fs'
import path from 'node:path'

const file = path.resolve(import.meta.dirname, '../oclif.manifest.json')
const {commands, ...rest} = JSON.parse(readFileSync(file, 'utf8'))
const sorted = Object.entries(commands).sort(([a], [b]) => (a < b ? -1 : 1))
writeFileSync(file, `${JSON.stringify({commands: Object.fromEntries(sorted), ...rest}, undefined, 2)}\n`)

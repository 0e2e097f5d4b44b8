/*
 * A process that announces itself by FILE, says its mark, and lives until stdin ends: `FILE DRIVER`. Or one that looks:
 * `FILE DRIVER MARK` says what it can tell of who made the mark.
 */
import {once} from 'node:events'
import path from 'node:path'
import type {PresenceMark} from '../../src/lib/shared/presence.js'
import {presencesWith} from '../../src/lib/store/presences.js'
import {sqliteDrivers} from './sqlite-drivers.js'

const [file = '', driverName = '', mark] = process.argv.slice(2)
const driver = (await sqliteDrivers()).get(driverName)
if (driver === undefined) throw new Error(`no ${driverName} here`)
const presences = presencesWith(driver)

if (mark === undefined) {
  const presence = presences.announce(file)
  process.stdout.write(`${JSON.stringify(presence?.mark ?? null)}\n`)
  await once(process.stdin.resume(), 'end')
  presence?.leave()
} else {
  process.stdout.write(presences.look(path.dirname(file), JSON.parse(mark) as PresenceMark))
}

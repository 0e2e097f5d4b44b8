/*
 * `node --import ./mortal-sqlite.mjs PROGRAM`: the program dies by SIGKILL at the MORTAL_STEP-th step (0: never), a step being the moment
 * before or after a database of it commits. MORTAL_SLIP leaves out a guarantee, to show that a test would notice:
 * - `sent`: a run is not marked as sent before it is sent
 * - `claim`: work that another process has claimed may be claimed again, and a run's key is not asked for
 * - `acknowledged`: what AWS has acknowledged of memberships is not remembered
 */
import {createRequire} from 'node:module'
import process from 'node:process'

const deadly = Number(process.env['MORTAL_STEP'] ?? 0)
const slips = {
  sent: [["SET state = 'sent', sent_at = ?", "SET state = 'planned', sent_at = ?"]],
  claim: [
    ["state = 'planned' AND rule IN", "state IN ('planned', 'running') AND rule IN"],
    ["WHERE id = ? AND state = 'planned'", 'WHERE id = ?'],
    ["key = ? AND state NOT IN ('failed', 'refused')", 'key = ? AND 0'],
  ],
  acknowledged: [
    [
      "change.state <> 'refused' AND COALESCE(change.ended_at, sent_at) > ?",
      '0 AND COALESCE(change.ended_at, sent_at) > ?',
    ],
  ],
}
const slip = slips[process.env['MORTAL_SLIP'] ?? ''] ?? []
let steps = 0

function step() {
  if (++steps === deadly) process.kill(process.pid, 'SIGKILL')
}

function makeMortal(prototype) {
  const {exec, prepare} = prototype
  prototype.exec = function (sql) {
    if (sql !== 'COMMIT') return exec.call(this, sql)
    step()
    const result = exec.call(this, sql)
    step()
    return result
  }
  prototype.prepare = function (sql) {
    return prepare.call(
      this,
      slip.reduce((text, [was, is]) => text.replaceAll(was, is), sql),
    )
  }
}

const sqlite = process.getBuiltinModule('node:sqlite')
if (sqlite) makeMortal(sqlite.DatabaseSync.prototype)
else makeMortal(createRequire(import.meta.url)('libsql').prototype)

/*
 * A process that writes to a store until it is killed or has counted enough:
 *   rows          adds row 1, 2, 3 ..., one a transaction, and says each number once it is kept, until it is killed
 *   rows early    the control: says the number before the transaction is kept, as a careless program would
 *   count TIMES   adds one to a number so many times, reading and writing it in two steps
 */
import {writeSync} from 'node:fs'
import {openStore} from '../../src/lib/store/open-store.js'

const [file = '', task = '', detail = ''] = process.argv.slice(2)

process.on('warning', (warning) => writeSync(2, `${warning.name}\n`))

const store = await openStore({platform: process.platform}, file, [
  'CREATE TABLE rows (number INTEGER PRIMARY KEY); CREATE TABLE counter (n INTEGER); INSERT INTO counter VALUES (0)',
])

if (task === 'rows') {
  const insert = store.prepare('INSERT INTO rows VALUES (?)')
  for (let number = 1; ; number++) {
    store.transaction(() => {
      insert.run(number)
      if (detail !== 'early') return
      writeSync(1, `${number}\n`)
      // Time enough for the reader to believe it and kill this process.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000 * Number(number === 3))
    })
    if (detail !== 'early') writeSync(1, `${number}\n`)
  }
} else {
  const read = store.prepare('SELECT n FROM counter')
  const write = store.prepare('UPDATE counter SET n = ?')
  for (let round = 0; round < Number(detail); round++) {
    store.transaction(() => write.run(Number(read.get()?.['n']) + 1))
  }
  store.close()
}

/*
 * Preloaded (--import) into a receiver that is to be killed: before it says 204 for the first time it says "paused" on stderr
 * and does nothing any more. What the answer is about is on the disk by then.
 */
import fs from 'node:fs'
import http from 'node:http'

const {writeHead} = http.ServerResponse.prototype

http.ServerResponse.prototype.writeHead = function (status, ...rest) {
  if (status === 204) {
    fs.writeSync(2, 'paused\n')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  }
  return writeHead.call(this, status, ...rest)
}

'use strict'
/*
 * Loaded into a measured process: reports its peak memory in KiB on descriptor 3. VmHWM belongs to this program alone;
 * ru_maxrss would still carry the peak of the parent it was forked from.
 */
const fs = require('node:fs')

process.on('exit', () => {
  const peak = /VmHWM:\s+(\d+)/.exec(readStatus())?.[1] ?? process.resourceUsage().maxRSS
  fs.writeSync(3, String(peak))
})

function readStatus() {
  try {
    return fs.readFileSync('/proc/self/status', 'utf8')
  } catch {
    return ''
  }
}

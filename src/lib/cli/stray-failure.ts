import fs from 'node:fs'
import {exitCodes, systemErrorCode} from '../shared/errors.js'
import {unwritableFile} from '../shared/file-errors.js'
import {judgeFailure, renderFailure} from './failure.js'

/**
 * Ends the process for an error that nobody caught, in the form every command fails in and never with a stack trace. A
 * reader of stdout that has gone away (`| head`) is no failure.
 */
export function endOnStray(error: unknown): never {
  if (systemErrorCode(error) === 'EPIPE') process.exit(process.exitCode ?? 0)
  const {report, exitCode} = judgeFailure(
    isWrite(error) ? unwritableFile('standard output', error) : error,
    process.env['HOME'],
  )
  try {
    fs.writeSync(2, renderFailure(report))
  } catch {
    // Nobody can be told.
  }
  process.exit(exitCode || exitCodes.failure)
}

/** Of a stream: files of ours are written by calls that are caught. */
function isWrite(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).syscall === 'write'
}

import fs from 'node:fs'
import {exitCodes, systemErrorCode} from '../shared/errors.js'
import {unwritableFile} from '../shared/file-errors.js'
import {judgeFailure, renderFailure} from './failure.js'

/**
 * Tells an error that nobody caught, in the form every command fails in and never with a stack trace. A reader of stdout
 * that has gone away (`| head`) is no failure.
 * @returns the exit code to end with
 */
export function tellStray(error: unknown): number {
  if (systemErrorCode(error) === 'EPIPE') return Number(process.exitCode ?? 0)
  const known = isWrite(error) ? unwritableFile('standard output', error) : error
  const {report, exitCode} = judgeFailure(known, process.env['HOME'])
  try {
    fs.writeSync(2, renderFailure(report))
  } catch {
    // Nobody can be told.
  }
  return exitCode || exitCodes.failure
}

/** Of a stream: files of ours are written by calls that are caught. */
function isWrite(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).syscall === 'write'
}

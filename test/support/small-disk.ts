import {spawn, spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** A file system of a few kilobytes that only processes in a mount namespace of its own see. */
export interface SmallDisk {
  /** Where it is mounted, for those inside. */
  readonly folder: string
  /** The same command, run inside. */
  readonly inside: (command: readonly string[]) => readonly string[]
  /** A path below `folder` as this process reaches it. */
  readonly fromOutside: (file: string) => string
  /** Makes room. */
  readonly grow: (kib: number) => void
  readonly close: () => void
}

/** A tmpfs of `kib` KiB, or the reason why this machine gives none. */
export async function startSmallDisk(kib: number): Promise<SmallDisk | {readonly reason: string}> {
  if (process.platform !== 'linux') return {reason: 'mount namespaces are of Linux'}
  const folder = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-disk-'))
  const mount = `mount -t tmpfs -o size=${kib}k,mode=700 tmpfs "$0" && echo ready && exec cat`
  // Ends with this process, whatever happens: then nobody holds its stdin open.
  const holder = spawn('unshare', ['--mount', 'sh', '-c', mount, folder], {stdio: ['pipe', 'pipe', 'pipe']})
  const answer = await new Promise<string>((resolve) => {
    let said = ''
    holder.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    holder.stdout.once('data', () => {
      resolve('ready')
    })
    holder.once('error', (error) => {
      resolve(error.message)
    })
    holder.once('close', () => {
      resolve(said.trim().split('\n')[0] ?? '')
    })
  })
  const close = (): void => {
    holder.kill('SIGKILL')
    rmSync(folder, {recursive: true, force: true})
  }
  if (answer !== 'ready') {
    close()
    return {reason: `no mount namespace here: ${answer}`}
  }
  const inside = (command: readonly string[]): readonly string[] => [
    ...['nsenter', '--mount', `--target=${holder.pid}`, '--'],
    ...command,
  ]
  return {
    folder,
    inside,
    fromOutside: (file) => `/proc/${holder.pid}/root${file}`,
    grow: (more) => {
      const [command = '', ...args] = inside(['mount', '-o', `remount,size=${more}k`, folder])
      const {status, stderr} = spawnSync(command, args)
      if (status !== 0) throw new Error(`the disk does not grow: ${stderr.toString()}`)
    },
    close,
  }
}

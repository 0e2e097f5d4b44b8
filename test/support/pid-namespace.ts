import {spawnSync} from 'node:child_process'

/** `unshare` as a container manager uses it: process numbers, /proc and host name of their own, killed with whoever holds it. */
const container = ['--pid', '--fork', '--mount-proc', '--uts', '--kill-child']
const withName = ['sh', '-c', 'echo "$0" >/proc/sys/kernel/hostname && exec "$@"']

const ways = [
  ['unshare', ...container],
  ['unshare', '--user', '--map-root-user', ...container],
]

/** A command that runs another in a pid namespace and under a host name of its own; undefined where this machine forbids that. */
export function namespaceCommand(): ((hostName: string, argv: readonly string[]) => string[]) | undefined {
  const way = ways.find(
    ([command = '', ...args]) => spawnSync(command, [...args, ...withName, 'trial', 'true']).status === 0,
  )
  return way && ((hostName, argv) => [...way, ...withName, hostName, ...argv])
}

/** For `skipSaying`. */
export const noNamespaces = 'no pid namespaces: unshare is missing or forbidden'

import {existsSync, readFileSync} from 'node:fs'
import path from 'node:path'
import type {Machine} from '../shared/machine.js'

/** What decides whether a browser on this machine could answer a sign-in. */
export interface Surroundings {
  readonly env: Machine['env']
  readonly platform: NodeJS.Platform
  /** A person is at the terminal. */
  readonly interactive: boolean
  /** /proc/version; it names Microsoft under WSL. */
  readonly kernel: string
  /** A container runtime left its mark on the file system. */
  readonly containerMark: boolean
}

/** Reads the few files that tell WSL and containers; `root` is for tests. */
export function readSurroundings(
  machine: Pick<Machine, 'env' | 'platform'>,
  interactive: boolean,
  root = '/',
): Surroundings {
  const marks = ['.dockerenv', 'run/.containerenv'].map((mark) => path.join(root, mark))
  return {
    env: machine.env,
    platform: machine.platform,
    interactive,
    kernel: readOrNothing(path.join(root, 'proc/version')),
    containerMark:
      marks.some((mark) => existsSync(mark)) ||
      /\b(docker|kubepods|containerd|lxc)\b/.test(readOrNothing(path.join(root, 'proc/1/cgroup'))),
  }
}

/** Why a browser opened here would not get back to this process, in words; undefined when it would. */
export function headlessReason({
  env,
  platform,
  interactive,
  kernel,
  containerMark,
}: Surroundings): string | undefined {
  const has = (...names: readonly string[]): boolean => names.some((name) => (env[name] ?? '') !== '')
  if (!interactive) return 'there is no terminal'
  if (has('SSH_CONNECTION', 'SSH_CLIENT', 'SSH_TTY')) return 'this is an SSH session'
  if (has('WSL_DISTRO_NAME', 'WSL_INTEROP') || /microsoft/i.test(kernel)) return 'this is WSL'
  if (
    containerMark ||
    has('container', 'KUBERNETES_SERVICE_HOST', 'REMOTE_CONTAINERS', 'CODESPACES', 'CLOUD_SHELL')
  ) {
    return 'this is a container'
  }
  if (platform === 'linux' && !has('DISPLAY', 'WAYLAND_DISPLAY')) return 'there is no display'
  return undefined
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

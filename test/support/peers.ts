import {execFileSync} from 'node:child_process'
import {accessSync, constants, readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import path from 'node:path'

/*
 * Programs we did not write and test against. A suite that needs one is made by `describePeer`, whose title carries a tag
 * `[peer NAME]`; run-report.ts counts passed tests by that tag, and CI fails when a required peer ran none.
 */

/** A program found on this machine. */
export interface Peer {
  readonly name: PeerName
  /** Absolute path; for a package, its package.json. */
  readonly path: string
  readonly version: string
}

interface Search {
  readonly programs: readonly string[]
  readonly versionArgs: readonly string[]
  /** The version stands in the first group. */
  readonly version: RegExp
}

const shell = (name: string, versionArgs = ['--version']): Search => ({
  programs: [name],
  versionArgs,
  version: /(\d+\.\d+[\w.]*)/,
})

const searches = {
  // The first `aws` on PATH may be version 1: every one is asked until one says 2.
  'AWS CLI v2': {programs: ['aws'], versionArgs: ['--version'], version: /aws-cli\/(2\.[\d.]+)/},
  boto3: {
    programs: ['python3'],
    versionArgs: ['-c', 'import boto3; print("boto3", boto3.__version__)'],
    version: /^boto3 ([\d.]+)/,
  },
  Chromium: {
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    versionArgs: ['--version'],
    version: /Chrom\w+ ([\d.]+)/,
  },
  Terraform: {programs: ['terraform'], versionArgs: ['version'], version: /Terraform v([\d.]+)/},
  bash: shell('bash'),
  zsh: shell('zsh'),
  fish: shell('fish'),
  tcsh: shell('tcsh'),
  dash: {programs: ['dash'], versionArgs: ['-c', 'echo 0.0 of this system'], version: /0.0 (of this system)/},
  strace: shell('strace'),
  'nats-server': {programs: ['nats-server'], versionArgs: ['--version'], version: /nats-server: v([\d.]+)/},
  moto_server: {
    programs: ['moto_server'],
    versionArgs: ['--help'],
    version: /(moto_server)/,
  },
} satisfies Record<string, Search>

const packages = {
  'AWS SDK for JavaScript': '@aws-sdk/credential-providers',
  'scim2-parse-filter': 'scim2-parse-filter',
  'Okta SDK for Node.js': '@okta/okta-sdk-nodejs',
  'oidc-provider': 'oidc-provider',
  scimmy: 'scimmy',
} as const

export type PeerName = keyof typeof searches | keyof typeof packages

/** Every peer, in the order in which tables show them. */
export const peerNames = [...Object.keys(packages), ...Object.keys(searches)] as readonly PeerName[]

/** Without a test against each of these, CI fails. */
export const requiredPeers: readonly PeerName[] = [
  'AWS CLI v2',
  'AWS SDK for JavaScript',
  'Okta SDK for Node.js',
  'oidc-provider',
  'boto3',
  'Chromium',
  'zsh',
  'fish',
  'nats-server',
  'scim2-parse-filter',
  'scimmy',
]

const found = new Map<PeerName, Peer | undefined>()

/** The peer on this machine, or undefined; asked once per process. */
export function findPeer(name: PeerName): Peer | undefined {
  if (!found.has(name)) found.set(name, name in packages ? findPackage(name) : findProgram(name))
  return found.get(name)
}

/** Every program of that name on this machine, one of each version, the first on PATH first. */
export function findPeers(name: keyof typeof searches): readonly Peer[] {
  const {programs, versionArgs, version: pattern} = searches[name]
  const peers = programs.flatMap(everyOnPath).flatMap((program): Peer[] => {
    const version = pattern.exec(said(program, versionArgs))?.[1]
    return version === undefined ? [] : [{name, path: program, version}]
  })
  return peers.filter(({version}, index) => peers.findIndex((peer) => peer.version === version) === index)
}

/** A suite that runs against `name`, or one skipped test that says why it did not. */
export function describePeer(name: PeerName, body: (peer: Peer) => void): void {
  const peer = findPeer(name)
  describe(`[peer ${name}]`, () => {
    if (peer === undefined) it.skip(`skipped: no ${name} on this machine`)
    else body(peer)
  })
}

function findPackage(name: PeerName): Peer | undefined {
  const id = packages[name as keyof typeof packages]
  const entry = createRequire(import.meta.url).resolve(id)
  const home = path.join('node_modules', path.normalize(id))
  const folder = entry.slice(0, entry.lastIndexOf(home) + home.length)
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {version: string}
  return {name, path: path.join(folder, 'package.json'), version: manifest.version}
}

function findProgram(name: PeerName): Peer | undefined {
  const {programs, versionArgs, version: pattern} = searches[name as keyof typeof searches]
  for (const program of programs.flatMap(everyOnPath)) {
    const version = pattern.exec(said(program, versionArgs))?.[1]
    if (version !== undefined) return {name, path: program, version}
  }
  return undefined
}

/** Every executable of that name on PATH, then in the system's own folder. */
function everyOnPath(program: string): string[] {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/bin', '/usr/local/bin']
  return [...new Set(folders.filter(Boolean).map((folder) => path.join(folder, program)))].filter(
    isExecutable,
  )
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function said(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 20_000,
    })
  } catch {
    return ''
  }
}

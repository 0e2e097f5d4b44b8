import {expect} from 'chai'
import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, rmdirSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {tokenCacheName} from '../../../../src/lib/aws/cache/cache-names.js'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {writeHalyardConfig} from '../../../support/halyard.js'
import {runProgram, testNode} from '../../../support/run-bin.js'
import {signIn} from '../../../support/signed-in.js'
import {skipSaying} from '../../../support/skip.js'

const helper = fileURLToPath(new URL('../../../../bin/okta-ops-credentials.cjs', import.meta.url))
const minute = 60_000

describe('a refresh and the disk', function () {
  this.slow(3000)
  let sandbox: Sandbox
  before(async () => {
    sandbox = await startSandbox({autoApprove: true})
    writeHalyardConfig(sandbox)
  })
  after(() => sandbox.close())
  const tokenName = (): string => tokenCacheName({name: 'halyard', startUrl: sandbox.startUrl})
  const endingIn = (leftMs: number): Promise<unknown> => {
    rmSync(path.join(sandbox.home, '.aws/cli'), {recursive: true, force: true})
    return signIn(sandbox, {change: (token) => ({...token, expiresAt: new Date(Date.now() + leftMs)})})
  }
  const refreshes = (): number =>
    sandbox.requests.filter(({operation}) => operation === 'token.refresh').length

  it('[peer strace] writes, syncs and renames the token file in this order, then syncs the folder', async function () {
    if (spawnSync('strace', ['-f', '-e', 'trace=none', 'true']).status !== 0) {
      skipSaying(this, 'strace is not here, or may not trace')
    }
    await endingIn(-minute)
    const log = path.join(sandbox.home, 'strace.log')
    const calls = 'trace=write,pwrite64,writev,fsync,fdatasync,rename,renameat,renameat2'
    const argv = [
      'strace',
      '-f',
      '-y',
      '-s',
      '0',
      '-e',
      calls,
      '-o',
      log,
      testNode(),
      helper,
      '--profile',
      'dev',
    ]
    expect((await runProgram(argv, {env: {...sandbox.env}})).exitCode).to.equal(0)
    const folder = path.join(sandbox.home, '.aws/sso/cache')
    const steps = readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.includes(`${folder}>`) || line.includes(`.${tokenName()}.`))
      .map((line) => {
        const call = /^\d+ +(\w+)\(/.exec(line)?.[1]?.replace(/^(rename|write).*/, '$1') ?? ''
        return `${call} ${line.includes('.tmp') ? 'file' : 'folder'}`
      })
    // The first two are the probe for room, before the refresh token is spent.
    expect(steps).to.deep.equal([
      'write file',
      'fsync file',
      'write file',
      'fsync file',
      'rename file',
      'fsync folder',
    ])
  })

  describe('that takes no more', () => {
    /** Runs the helper with ~/.aws on a file system of its own, after `spoil`; says what became of the token file. */
    async function spoilt(
      spoil: string,
    ): Promise<{exitCode: number; stderr: string; kept: boolean; files: string}> {
      const mount = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-disk-'))
      const script = [
        `mount -t tmpfs -o size=96k none ${mount}`,
        `cp -r ${sandbox.home}/.aws ${mount}/`,
        `cd ${mount}`,
        spoil,
        `before=$(cat .aws/sso/cache/${tokenName()})`,
        `HOME=${mount} ${testNode()} ${helper} --profile dev >/dev/null; code=$?`,
        `[ "$before" = "$(cat .aws/sso/cache/${tokenName()})" ] && echo kept; ls -A .aws/sso/cache; exit $code`,
      ].join('\n')
      const {exitCode, stderr, stdout} = await runProgram(['unshare', '-m', 'sh', '-c', script], {
        env: {...sandbox.env},
      })
      rmdirSync(mount)
      const [kept, ...files] = stdout.trim().split('\n')
      return {exitCode, stderr, kept: kept === 'kept', files: files.join()}
    }

    const full = 'dd if=/dev/zero of=filler bs=1k count=1000 2>/dev/null'
    const readOnly = 'mount -o remount,ro .'

    before(function () {
      const mount = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-disk-'))
      const tried = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', '-o', 'size=96k', 'none', mount])
      rmdirSync(mount)
      if (tried.status !== 0) skipSaying(this, 'mounting a small disk is not allowed here')
    })

    for (const {name, spoil, says} of [
      {name: 'a full disk', spoil: full, says: 'no space left on device; run: df -h'},
      {name: 'a read-only disk', spoil: readOnly, says: 'read-only file system; run: findmnt'},
    ]) {
      it(`${name}: one clear line, the refresh token is not spent, nothing changed`, async () => {
        await endingIn(-minute)
        const before = refreshes()
        const {exitCode, stderr, kept, files} = await spoilt(spoil)
        expect({exitCode, kept, files}).to.deep.equal({exitCode: 1, kept: true, files: tokenName()})
        expect(stderr).to.match(/^okta-ops-credentials: cannot write [^\n]*\n$/)
        expect(stderr).to.include(says)
        expect(refreshes()).to.equal(before)
      })

      it(`${name}: a token with four minutes left still gives credentials`, async () => {
        await endingIn(4 * minute)
        expect(await spoilt(spoil)).to.include({exitCode: 0, stderr: '', kept: true})
      })
    }
  })
})

import {expect} from 'chai'
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmdirSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {runProgram, testNode, type BinOutcome} from '../../support/run-bin.js'
import {skipSaying} from '../../support/skip.js'

const program = fileURLToPath(new URL('../../../bin/run.js', import.meta.url))
const present = '[profile other]\nregion = eu-west-1\n'
const answers =
  '--session corp --start-url https://d-5a4d7c1e90.awsapps.com/start --sso-region us-east-1 --profile dev --account 111111111111 --role Developer'

describe('setup and the disk', function () {
  this.slow(3000)
  let mount: string
  beforeEach(() => (mount = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-disk-'))))
  afterEach(() => {
    rmdirSync(mount)
  })

  /** Runs `steps` where HOME is a file system of its own, 64 KB small; `setup` is the command. */
  function onSmallDisk(steps: string): Promise<BinOutcome> {
    const script = [
      `mount -t tmpfs -o size=64k none ${mount}`,
      `export HOME=${mount}; cd ${mount}`,
      `setup() { ${testNode()} ${program} setup ${answers}; echo "exit $?"; }`,
      steps,
    ].join('\n')
    return runProgram(['unshare', '-m', 'sh', '-c', script])
  }

  before(function () {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-disk-'))
    const tried = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', '-o', 'size=64k', 'none', folder])
    rmdirSync(folder)
    if (tried.status !== 0) skipSaying(this, 'mounting a small disk is not allowed here')
  })

  const withConfig = `mkdir .aws; printf '${present.replaceAll('\n', '\\n')}' > .aws/config`
  const fill = 'dd if=/dev/zero of=filler bs=1k count=1000 2>/dev/null'
  const readOnly = 'mount -o remount,ro .'
  for (const {name, spoil, code, says} of [
    {name: 'full', spoil: fill, code: 'no space left on device', says: /^ {2}next: df -h ~\/\.aws$/m},
    {
      name: 'read-only',
      spoil: readOnly,
      code: 'read-only file system',
      says: /^ {2}next: findmnt --target ~\/\.aws$/m,
    },
  ]) {
    it(`on a ${name} disk changes nothing, leaves nothing and says why`, async () => {
      const {stdout, stderr} = await onSmallDisk(
        `${withConfig}; ${spoil}; setup; cat .aws/config; ls -A .aws`,
      )
      expect(stdout).to.equal(`exit 1\n${present}config\n`)
      expect(stderr.match(/^error: .*$/gm), stderr).to.have.length(1)
      expect(stderr)
        .to.match(new RegExp(`^error: cannot write ~/\\.aws/config\\S*: ${code}$`, 'm'))
        .and.to.match(says)
    })

    it(`on a ${name} disk without ~/.aws makes none`, async () => {
      const {stdout, stderr} = await onSmallDisk(`${spoil}; setup; ls -A .aws | wc -l`)
      expect(stdout).to.equal('exit 1\n0\n')
      expect(stderr.match(/^error: .*$/gm), stderr).to.have.length(1)
      expect(stderr).to.include(code)
    })
  }

  it('works on the same disk with room', async () => {
    const {stdout} = await onSmallDisk(`${withConfig}; setup; grep -c sso_session .aws/config`)
    expect(stdout).to.equal('exit 0\n1\n')
  })
})

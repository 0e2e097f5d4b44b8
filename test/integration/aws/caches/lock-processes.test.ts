import {expect} from 'chai'
import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {withLock} from '../../../../src/lib/shared/file-lock.js'
import {ownIdentity} from '../../../../src/lib/shared/process-identity.js'
import {fakeMachine} from '../../../support/fake-machine.js'
import {createTempHome, type TempHome} from '../../../support/temp-home.js'
import {opsErrorFrom} from '../../../support/thrown.js'

const program = fileURLToPath(new URL('../../../support/process-lock.ts', import.meta.url))

describe('the lock between processes', function () {
  this.slow(3000)
  let home: TempHome
  let lockPath: string
  const children: ChildProcess[] = []
  beforeEach(() => {
    home = createTempHome()
    lockPath = path.join(home.path, 'token.json.lock')
  })
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
    home.remove()
  })

  function start(...args: string[]): ChildProcess {
    const child = spawn(process.execPath, ['--import', 'tsx', program, lockPath, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    children.push(child)
    return child
  }

  async function holder(): Promise<ChildProcess> {
    const child = start('hold')
    const [said] = (await once(child.stdout!, 'data')) as [Buffer]
    expect(said.toString()).to.equal('held\n')
    return child
  }

  it('is not stolen from a stopped process, which goes on with it when it wakes', async () => {
    const child = await holder()
    child.kill('SIGSTOP')
    const error = await opsErrorFrom(() => withLock(fakeMachine(), lockPath, () => 'stolen'))
    expect(error).to.include({code: 'OPS_LOCK_TIMEOUT', next: `ps -p ${child.pid}`})
    child.kill('SIGCONT')
    child.stdin?.end()
    const [said] = (await once(child.stdout!, 'data')) as [Buffer]
    expect(said.toString()).to.equal('still held\n')
    await once(child, 'exit')
    expect(existsSync(lockPath)).to.equal(false)
  })

  it('is taken over at once from a killed process, even while nobody has collected its remains', async () => {
    const child = await holder()
    child.kill('SIGKILL')
    expect(await withLock(fakeMachine(), lockPath, () => 'taken')).to.equal('taken')
  })

  it('is taken over when the holder was killed and its number given to another process', async () => {
    const child = await holder()
    const record = JSON.parse(readFileSync(lockPath, 'utf8')) as {pid: number; start: string}
    child.kill('SIGKILL')
    await once(child, 'exit')
    // As if the kernel had handed the number to this very process.
    writeFileSync(lockPath, JSON.stringify({...record, pid: process.pid}))
    expect(await withLock(fakeMachine(), lockPath, () => 'taken')).to.equal('taken')
  })

  it('lets every one of many thieves and heirs count, none twice', async () => {
    const counter = home.write('counter', '0')
    home.write(
      'token.json.lock',
      JSON.stringify({pid: 4_194_399, host: ownIdentity().host, owner: 'gone', start: 'x'}),
    )
    const thieves = Array.from({length: 6}, () => start('count', counter, '10'))
    const codes = await Promise.all(
      thieves.map(async (child) => ((await once(child, 'exit')) as [number])[0]),
    )
    expect(codes).to.deep.equal([0, 0, 0, 0, 0, 0])
    expect(readFileSync(counter, 'utf8')).to.equal('60')
    expect(readdirSync(home.path)).to.deep.equal(['counter'])
  })
})

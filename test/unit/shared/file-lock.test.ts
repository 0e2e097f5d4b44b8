import {expect} from 'chai'
import fs from 'node:fs'
import path from 'node:path'
import {OpsError} from '../../../src/lib/shared/errors.js'
import {withLock} from '../../../src/lib/shared/file-lock.js'
import type {Sight} from '../../../src/lib/shared/presence.js'
import {ownIdentity, type ProcessIdentity} from '../../../src/lib/shared/process-identity.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

/** Above every pid the kernel hands out (kernel.pid_max is at most 4194304). */
const unusedPid = 4_194_399

describe('withLock', () => {
  let home: TempHome
  let lockPath: string
  beforeEach(() => {
    home = createTempHome()
    lockPath = path.join(home.path, 'cache/token.json.lock')
  })
  afterEach(() => {
    home.remove()
  })
  const plant = (holder: Partial<ProcessIdentity> & {owner?: string}): void => {
    home.write('cache/token.json.lock', JSON.stringify({...ownIdentity(), owner: 'planted', ...holder}))
  }
  const take = (): Promise<string> => withLock(fakeMachine(), lockPath, () => 'worked')
  const mark = {file: 'token.json.lock.alive-1', inode: '1', boot: 'b'}
  const takeSeeing = (sight: Sight): Promise<string> => {
    const presences = {announce: () => undefined, look: () => sight, sweep: () => undefined}
    return withLock(fakeMachine(), {file: lockPath, giveUpAfterMs: 30_000, presences}, () => 'worked')
  }
  const failure = async (attempt: Promise<unknown>): Promise<OpsError> => {
    const thrown = await attempt.then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(thrown).to.be.instanceOf(OpsError)
    return thrown as OpsError
  }

  it('says who holds it, in a private file, and removes it afterwards', async () => {
    const held = await withLock(fakeMachine(), lockPath, () => ({
      record: JSON.parse(fs.readFileSync(lockPath, 'utf8')) as ProcessIdentity,
      mode: fs.statSync(lockPath).mode & 0o777,
      siblings: fs.readdirSync(path.dirname(lockPath)),
    }))
    expect(held.record).to.include({pid: process.pid, host: ownIdentity().host, start: ownIdentity().start})
    expect(held.mode).to.equal(0o600)
    expect(held.siblings).to.deep.equal(['token.json.lock'])
    expect(fs.readdirSync(path.dirname(lockPath))).to.deep.equal([])
  })

  it('is given back when the work fails', async () => {
    const work = withLock(fakeMachine(), lockPath, () => Promise.reject(new Error('no')))
    expect(await work.catch((error: unknown) => (error as Error).message)).to.equal('no')
    expect(await take()).to.equal('worked')
  })

  it('lets one work after the other within a process, too', async () => {
    const events: string[] = []
    const work = (name: string) =>
      withLock(fakeMachine(), lockPath, async () => {
        events.push(`${name} in`)
        await new Promise((resolve) => setImmediate(resolve))
        events.push(`${name} out`)
      })
    await Promise.all([work('a'), work('b'), work('c')])
    for (let index = 0; index < events.length; index += 2)
      expect(events[index + 1]).to.equal(events[index]?.replace('in', 'out'))
  })

  describe('takes over the lock of a process that is gone', () => {
    it('because its number is free', async () => {
      plant({pid: unusedPid})
      expect(await take()).to.equal('worked')
    })

    it('because its number now belongs to a process that started at another time', async () => {
      plant({pid: process.pid, start: 'another boot 12345'})
      expect(await take()).to.equal('worked')
    })

    it('because it is seen to be gone, though its number means nothing here', async () => {
      plant({pid: process.pid, host: 'web-1 pid:[1]', presence: mark})
      expect(await takeSeeing('gone')).to.equal('worked')
    })

    it('and leaves nothing of it behind', async () => {
      plant({pid: unusedPid})
      await take()
      expect(fs.readdirSync(path.dirname(lockPath))).to.deep.equal([])
    })
  })

  describe('waits 30 s, then gives up (exit 6)', () => {
    it('naming the process that lives, however old the file is', async () => {
      plant({})
      fs.utimesSync(lockPath, new Date(0), new Date(0))
      const error = await failure(take())
      expect(error).to.include({
        code: 'OPS_LOCK_TIMEOUT',
        failure: 'unavailable',
        next: `ps -p ${process.pid}`,
      })
      expect(error.message).to.include(`process ${process.pid} holds ${lockPath}`)
      expect(fs.existsSync(lockPath)).to.equal(true)
    })

    it('naming another host, whose processes it cannot see', async () => {
      plant({pid: unusedPid, host: 'build-7 pid:[1]'})
      const error = await failure(take())
      expect(error.message).to.include(`process ${unusedPid} on build-7 holds`)
      expect(error.next).to.equal(`rm ${lockPath}`)
    })

    it('naming another container, whose process is seen to live: its file is not to be removed', async () => {
      plant({pid: 7, host: 'web-1 pid:[1]', presence: mark})
      const error = await failure(takeSeeing('lives'))
      expect(error.message).to.include(`process 7 on web-1 holds ${lockPath}`).and.include('it lives')
      expect(error.next).to.equal(`fuser -v ${path.join(path.dirname(lockPath), mark.file)}`)
    })

    it('when a container’s process cannot be seen', async () => {
      plant({pid: 7, host: 'web-1 pid:[1]', presence: mark})
      expect((await failure(takeSeeing('unseen'))).next).to.equal(`rm ${lockPath}`)
    })

    it('when what the record says of its presence is a path elsewhere', async () => {
      plant({pid: 7, host: 'web-1 pid:[1]', presence: {...mark, file: '../mark'}})
      const error = await failure(takeSeeing('gone'))
      expect(error.message).to.include('does not say who holds it')
    })

    for (const [what, content] of Object.entries({
      'is empty': '',
      'is not JSON': 'locked',
      'has no owner': JSON.stringify({...ownIdentity()}),
      'has pid 0, which would stand for our own process group': JSON.stringify({
        ...ownIdentity(),
        pid: 0,
        owner: 'x',
      }),
    })) {
      it(`when the file ${what}: it is nobody's to judge`, async () => {
        home.write('cache/token.json.lock', content)
        expect(await failure(take())).to.include({code: 'OPS_LOCK_TIMEOUT', next: `rm ${lockPath}`})
      })
    }
  })

  it('notices before a step that cannot be undone that somebody else took it, and leaves theirs alone', async () => {
    const error = await failure(
      withLock(fakeMachine(), lockPath, (lock) => {
        lock.assertHeld()
        plant({owner: 'somebody else'})
        lock.assertHeld()
      }),
    )
    expect(error).to.include({code: 'OPS_LOCK_LOST', failure: 'unavailable'})
    expect(fs.readFileSync(lockPath, 'utf8')).to.include('somebody else')
  })

  it('names the place when the lock file cannot be made', async () => {
    home.write('cache', 'a file where the folder should be')
    expect(await failure(take())).to.include({code: 'OPS_FILE_UNWRITABLE'})
  })
})

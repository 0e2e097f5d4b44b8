import {expect} from 'chai'
import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import type {PresenceMark} from '../../../src/lib/shared/presence.js'
import {isLocalType} from '../../../src/lib/store/local-folder.js'
import {presencesWith} from '../../../src/lib/store/presences.js'
import {namespaceCommand, noNamespaces} from '../../support/pid-namespace.js'
import {runProgram} from '../../support/run-bin.js'
import {skipSaying} from '../../support/skip.js'
import {sqliteDrivers} from '../../support/sqlite-drivers.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

const program = fileURLToPath(new URL('../../support/process-presence.ts', import.meta.url))
const plainly = (_name: string, argv: readonly string[]): string[] => [...argv]

interface Living {
  readonly child: ChildProcess
  readonly mark: PresenceMark
  readonly end: (signal?: 'SIGKILL') => Promise<void>
}

for (const [name, driver] of await sqliteDrivers()) {
  describe(`presence by a file's lock, with ${name}`, function () {
    this.timeout(60_000)
    this.slow(5000)
    const presences = presencesWith(driver)
    const living: Living[] = []
    let home: TempHome
    let file: string
    beforeEach(() => {
      home = createTempHome()
      file = path.join(home.path, 'presence', 'one.db')
    })
    afterEach(async () => {
      for (const {end} of living.splice(0)) await end('SIGKILL')
      home.remove()
    })

    const argv = (...more: string[]): string[] => [
      process.execPath,
      '--import=tsx',
      program,
      file,
      name,
      ...more,
    ]
    /** A process that has announced itself. */
    const live = async (within: typeof plainly): Promise<Living> => {
      const [command = '', ...args] = within('one', argv())
      const child = spawn(command, args, {stdio: ['pipe', 'pipe', 'inherit']})
      const closed = once(child, 'close')
      const [said] = (await once(child.stdout, 'data')) as [Buffer]
      const end = async (signal?: 'SIGKILL'): Promise<void> => {
        if (signal === undefined) child.stdin.end()
        else child.kill(signal)
        await closed
      }
      const one = {child, mark: JSON.parse(said.toString()) as PresenceMark, end}
      living.push(one)
      return one
    }
    const folder = (): string => path.dirname(file)
    const namesThere = (): string[] => fs.readdirSync(folder())
    const sweep = (isNeeded: (found: string) => boolean): void => {
      presences.sweep(folder(), (found) => found.endsWith('.db'), isNeeded)
    }

    it('lives while its process does, is gone once that was killed, and is 0600 in a folder 0700', async () => {
      const {mark, end} = await live(plainly)
      expect(presences.look(folder(), mark)).to.equal('lives')
      expect([fs.statSync(file).mode & 0o777, fs.statSync(folder()).mode & 0o777]).to.deep.equal([
        0o600, 0o700,
      ])
      await end('SIGKILL')
      expect(presences.look(folder(), mark)).to.equal('gone')
      expect(namesThere()).to.deep.equal(['one.db'])
    })

    it('leaves nothing behind when it ends by itself', async () => {
      await (await live(plainly)).end()
      expect(namesThere()).to.deep.equal([])
    })

    it('reaches across pid namespaces, both ways', async function () {
      const within = namespaceCommand() ?? skipSaying(this, noNamespaces)
      const {mark, end} = await live(within)
      const lookFromAnother = async (): Promise<string> =>
        (await runProgram(within('two', argv(JSON.stringify(mark))))).stdout
      expect([presences.look(folder(), mark), await lookFromAnother()]).to.deep.equal(['lives', 'lives'])
      await end('SIGKILL')
      expect([presences.look(folder(), mark), await lookFromAnother()]).to.deep.equal(['gone', 'gone'])
    })

    it('lives while its process is stopped', async () => {
      const {child, mark} = await live(plainly)
      child.kill('SIGSTOP')
      expect(presences.look(folder(), mark)).to.equal('lives')
    })

    it('is not disturbed by looks, nor by several at once', async () => {
      const {mark} = await live(plainly)
      const looks = Array.from({length: 4}, () => runProgram(argv(JSON.stringify(mark))))
      expect((await Promise.all(looks)).map(({stdout}) => stdout)).to.deep.equal(Array(4).fill('lives'))
      expect(presences.look(folder(), mark)).to.equal('lives')
    })

    it('costs no more open files however often it is looked at', async () => {
      const {mark, end} = await live(plainly)
      const openFiles = (): number => fs.readdirSync('/proc/self/fd').filter(isOurs).length
      const isOurs = (fd: string): boolean => {
        try {
          return fs.readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder())
        } catch {
          // The one that the folder itself was read by.
          return false
        }
      }
      for (let index = 0; index < 50; index++) presences.look(folder(), mark)
      expect(openFiles()).to.equal(1)
      await end('SIGKILL')
      expect(presences.look(folder(), mark)).to.equal('gone')
    })

    it('of this process lives for it', () => {
      const presence = presences.announce(file)
      expect(presence && presences.look(folder(), presence.mark)).to.equal('lives')
      presence?.leave()
      expect(namesThere()).to.deep.equal([])
    })

    describe('cannot be told', () => {
      it('when it is of another boot, as it is on another machine', async () => {
        const {mark, end} = await live(plainly)
        await end('SIGKILL')
        expect(presences.look(folder(), {...mark, boot: 'another'})).to.equal('unseen')
        expect(presences.look(folder(), {...mark, boot: ''})).to.equal('unseen')
      })

      it('when the file is gone, or another, as in a copy of the folder', async () => {
        const {mark} = await live(plainly)
        fs.renameSync(file, `${file}.moved`)
        expect(presences.look(folder(), mark)).to.equal('unseen')
        fs.copyFileSync(`${file}.moved`, file)
        expect(presences.look(folder(), mark)).to.equal('unseen')
      })

      it('when it is no file at all', () => {
        fs.mkdirSync(file, {recursive: true})
        const {ino} = fs.statSync(file)
        const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
        expect(presences.look(folder(), {file: 'one.db', inode: String(ino), boot})).to.equal('unseen')
        expect(presences.announce(file)).to.equal(undefined)
      })
    })

    describe('what was left', () => {
      it('is swept when its process is gone and nothing needs it', async () => {
        await (await live(plainly)).end('SIGKILL')
        sweep((found) => found === 'one.db')
        expect(namesThere()).to.deep.equal(['one.db'])
        sweep(() => false)
        expect(namesThere()).to.deep.equal([])
      })

      it('stays while its process lives, and when it is somebody else’s', async () => {
        const {mark} = await live(plainly)
        fs.writeFileSync(path.join(folder(), 'mine.db'), 'a text of mine')
        sweep(() => false)
        expect(namesThere()).to.have.members(['one.db', 'mine.db'])
        expect(presences.look(folder(), mark)).to.equal('lives')
      })

      it('is asked for only once it is known to be free', async () => {
        const {end} = await live(plainly)
        const asked: string[] = []
        const ask = (found: string): boolean => asked.push(found) > 0
        sweep(ask)
        expect(asked).to.deep.equal([])
        await end('SIGKILL')
        sweep(ask)
        expect(asked).to.deep.equal(['one.db'])
      })
    })
  })
}

describe('file systems whose locks one kernel keeps', () => {
  for (const [name, type, isLocal] of [
    ['ext4', 0xef53, true],
    ['btrfs, its sign extended', 0x9123683e | 0, true],
    ['overlayfs', 0x794c7630, true],
    ['NFS', 0x6969, false],
    ['SMB', 0xfe534d42, false],
    ['FUSE, and so virtiofs', 0x65735546, false],
    ['9p', 0x01021997, false],
  ] as const)
    it(`${name}: ${isLocal ? 'yes' : 'no'}`, () => {
      expect(isLocalType(type)).to.equal(isLocal)
    })
})

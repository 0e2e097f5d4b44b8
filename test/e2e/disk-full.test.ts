import {expect} from 'chai'
import type {ChildProcess} from 'node:child_process'
import {existsSync, readFileSync, statSync} from 'node:fs'
import path from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {startDiskCollect, type CollectGiven, type DiskCollect} from '../support/disk-collect.js'
import {startLoopbackServer} from '../support/loopback-server.js'
import {startMotoServer, type MotoServer} from '../support/moto-server.js'
import {describePeer} from '../support/peers.js'
import {startBucket, startLogGroup} from '../support/receivers/aws-receivers.js'
import {fileReceiver} from '../support/receivers/file-receiver.js'
import {startHttpReceiver} from '../support/receivers/http-receiver.js'
import {startJetStream} from '../support/receivers/nats-receiver.js'
import type {Receiver} from '../support/receivers/receiver.js'
import type {BinOutcome} from '../support/run-bin.js'
import {skipSaying} from '../support/skip.js'
import {startSmallDisk, type SmallDisk} from '../support/small-disk.js'

const roomKib = 16_384

describe('logs collect on a disk that is full', function () {
  this.timeout(60_000)
  this.slow(8000)

  let disk: SmallDisk
  let story: DiskCollect
  beforeEach(async function () {
    const made = await startSmallDisk(128)
    if ('reason' in made) skipSaying(this, made.reason)
    disk = made
    story = await startDiskCollect(1200)
  })
  afterEach(async () => {
    await story.close()
    disk.close()
  })

  const onDisk = (name: string): string => path.join(disk.folder, name)
  const atHome = (name: string): string => path.join(story.home.path, name)
  const stateAtHome = (): CollectGiven => ({disk, state: atHome('state')})

  function expectFull({exitCode, stderr}: BinOutcome, file: string): void {
    expect(exitCode, stderr).to.equal(1)
    const said = stderr.slice(stderr.indexOf('error: '))
    expect(said).to.match(/^error: cannot write [^\n]+: no space left on device\n {2}next: df -h [^\n]+\n$/)
    expect(said).to.contain(`cannot write ${file}`)
  }

  async function expectAll(receiver: Pick<Receiver, 'uuids'>): Promise<readonly string[]> {
    const found = await receiver.uuids()
    expect(story.log.uuids.filter((uuid) => !found.includes(uuid))).to.deep.equal([])
    return found
  }

  /** Fails for want of room, with nothing counted that is not there; then, with room, delivers the rest. */
  async function failThenFinish(
    receiver: Receiver,
    given: CollectGiven & {readonly full: string; readonly ends?: number},
  ): Promise<readonly string[]> {
    const all = {...given, env: receiver.env}
    expectFull(await story.collect(receiver.target, all), given.full)
    const before = new Set(await receiver.uuids()).size
    expect(before).to.be.lessThan(story.log.uuids.length)
    disk.grow(roomKib)
    expect(await story.counted(all)).to.be.at.most(before)
    const second = await story.collect(receiver.target, all)
    expect(second.exitCode, second.stderr).to.equal(given.ends ?? 0)
    return await expectAll(receiver)
  }

  /** A file on the disk, seen from here. */
  const fileOnDisk = (name: string): Receiver => ({
    ...fileReceiver(disk.fromOutside(onDisk(name))),
    target: onDisk(name),
  })

  it('has every event once in its file when there is room again', async () => {
    const full = onDisk('audit.ndjson')
    const found = await failThenFinish(fileOnDisk('audit.ndjson'), {...stateAtHome(), full})
    expect(found).to.have.length(story.log.uuids.length)
  })

  it('has every event once in a file that the shell appends to', async () => {
    const full = onDisk('out.ndjson')
    const given = {...stateAtHome(), full, shell: `>> ${full}`}
    const found = await failThenFinish({...fileOnDisk('out.ndjson'), target: '-'}, given)
    expect(found).to.have.length(story.log.uuids.length)
  })

  it('waits for room, says so once, and goes on by itself', async () => {
    const receiver = fileOnDisk('audit.ndjson')
    const {exitCode, stderr} = await waitForRoom(receiver, stateAtHome())
    expect(exitCode, stderr).to.equal(0)
    expect(await expectAll(receiver)).to.have.length(story.log.uuids.length)
  })

  it('waits in the same way when the checkpoint has no room', async () => {
    const receiver = fileReceiver(atHome('audit.ndjson'))
    const {exitCode, stderr} = await waitForRoom(receiver, {disk, state: onDisk('state')})
    expect(exitCode, stderr).to.equal(0)
    expect(await expectAll(receiver)).to.have.length(story.log.uuids.length)
  })

  /** Lets it meet the full disk, makes room, and stops it when it has everything. */
  async function waitForRoom(receiver: Receiver, given: CollectGiven): Promise<BinOutcome> {
    const onStart = (child: ChildProcess): void => {
      let said = ''
      let isStopping = false
      child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        if (said.includes('no space left')) disk.grow(roomKib)
        if (isStopping || !said.includes('taken again')) return
        isStopping = true
        void stopWhenComplete(child)
      })
    }
    const stopWhenComplete = async (child: ChildProcess): Promise<void> => {
      while (new Set(await receiver.uuids()).size < story.log.uuids.length) await delay(50)
      child.kill('SIGTERM')
    }
    const outcome = await story.collect(receiver.target, {...given, follow: true, onStart})
    expect(outcome.stderr.match(/no space left/g)).to.have.length(1)
    return outcome
  }

  it('keeps dead letters whole when there was no room for them', async () => {
    const server = await startLoopbackServer(() => ({status: 400}))
    const full = onDisk('dead.ndjson')
    const dead = (): readonly string[] =>
      readFileSync(disk.fromOutside(full), 'utf8').split('\n').slice(0, -1)
    const wholes = (): readonly string[] => dead().filter((line) => line.endsWith('}}'))
    const receiver: Receiver = {
      target: `${server.url}/in#dead-letters=${full}`,
      env: {},
      uuids: () =>
        Promise.resolve(wholes().map((line) => (JSON.parse(line) as {event: {uuid: string}}).event.uuid)),
      askedAgain: () => 0,
      close: () => Promise.resolve(),
    }
    // Refused events are told by the exit code of a run that ends.
    await failThenFinish(receiver, {...stateAtHome(), full, ends: 1})
    // One line is what the full disk left, and one page at most came again.
    expect(dead().length - wholes().length).to.be.at.most(1)
    expect(wholes().length - story.log.uuids.length).to.be.at.most(20)
    expect(statSync(disk.fromOutside(full)).mode & 0o777).to.equal(0o600)
    await server.close()
  })

  describe('whose checkpoint has no room', () => {
    afterEach(() => receiver.close())
    let receiver: Receiver
    const finish = async (started: Receiver): Promise<number> => {
      receiver = started
      const state = onDisk('state')
      const found = await failThenFinish(receiver, {disk, state, full: path.join(state, 'logs.db')})
      return found.length - story.log.uuids.length
    }

    it('repeats nothing in a file', async () => {
      expect(await finish(fileReceiver(atHome('audit.ndjson')))).to.equal(0)
    })
    it('repeats a page at most to an HTTP receiver', async () => {
      expect(await finish(await startHttpReceiver({seed: 52, wrongPercent: 0}))).to.be.at.most(20)
    })
    describePeer('moto_server', (peer) => {
      let moto: MotoServer
      before(async () => {
        moto = await startMotoServer(peer.path)
      })
      after(() => moto.close())
      it('repeats a page at most in S3', async () => {
        expect(await finish(await startBucket(moto, 'audit'))).to.be.at.most(20)
      })
      it('repeats a page at most in CloudWatch Logs', async () => {
        expect(await finish(await startLogGroup(moto, '/okta/log'))).to.be.at.most(20)
      })
    })
    describePeer('nats-server', (peer) => {
      it('repeats nothing in a JetStream stream', async () => {
        expect(await finish(await startJetStream(peer.path))).to.equal(0)
      })
    })
  })
})

// Without a mount namespace at least these meet a device that is always full.
describe('logs collect on /dev/full', function () {
  this.timeout(20_000)
  let story: DiskCollect
  before(async function () {
    if (!existsSync('/dev/full')) skipSaying(this, 'no /dev/full here')
    story = await startDiskCollect(30)
  })
  after(() => story.close())

  const anywhere = {inside: (command: readonly string[]) => command} as SmallDisk
  const full = 'error: cannot write /dev/full: no space left on device\n  next: df -h /dev\n'

  it('says so of stdout, and counts nothing as delivered', async () => {
    const given = {disk: anywhere, state: path.join(story.home.path, 'state')}
    const {exitCode, stderr} = await story.collect('-', {...given, shell: '> /dev/full'})
    expect(exitCode).to.equal(1)
    // What comes after it is of the last, empty write to the same device, which an ordinary file takes.
    expect(stderr.slice(0, full.length)).to.equal(full)
    expect(await story.counted(given)).to.equal(0)
  })

  it('says so of a file for dead letters', async () => {
    const server = await startLoopbackServer(() => ({status: 400}))
    const given = {disk: anywhere, state: path.join(story.home.path, 'other')}
    const {exitCode, stderr} = await story.collect(`${server.url}/in#dead-letters=/dev/full`, given)
    expect({exitCode, stderr}).to.deep.equal({exitCode: 1, stderr: full})
    expect(await story.counted(given)).to.equal(0)
    await server.close()
  })
})

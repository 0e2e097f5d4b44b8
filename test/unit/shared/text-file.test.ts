import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {symlinkSync, truncateSync} from 'node:fs'
import path from 'node:path'
import {Readable} from 'node:stream'
import {readTextFile, readTextOf, type TextFileWish} from '../../../src/lib/shared/text-file.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom, opsErrorOf} from '../../support/thrown.js'

describe('the text of a file that people write', () => {
  let home: TempHome

  beforeEach(() => {
    home = createTempHome()
  })
  afterEach(() => {
    home.remove()
  })

  it('is read through a link', () => {
    home.write('real.yaml', 'größe: 1\n')
    symlinkSync('real.yaml', path.join(home.path, 'link.yaml'))
    expect(readTextFile(path.join(home.path, 'link.yaml'))).to.equal('größe: 1\n')
  })

  it('is read whole where a character lies across two pieces', () => {
    const text = `${'x'.repeat(64 * 1024 - 1)}ß`
    home.write('long', text)
    expect(readTextFile(path.join(home.path, 'long'))).to.equal(text)
  })

  for (const {name, target, wish = {}, says} of [
    {name: 'a device without an end', target: '/dev/zero', says: /it is a device, not a file/},
    {name: 'a device, though pipes will do', target: '/dev/zero', wish: {pipe: true}, says: /a device/},
    {
      name: 'a pipe that nobody writes to, though pipes will do',
      target: 'fifo',
      wish: {pipe: true},
      says: /it is a pipe, not a file/,
    },
    {name: 'a pipe that nobody writes to', target: 'fifo', says: /it is a pipe, not a file/},
    {name: 'a file without an end in sight', target: 'huge', says: /it has more than 5120 KiB/},
    {
      name: 'a file that is larger than asked for',
      target: 'large',
      wish: {largest: 1024 ** 2},
      says: /1024 KiB/,
    },
  ] as readonly {name: string; target: string; wish?: TextFileWish; says: RegExp}[])
    it(`${name} is refused at once`, () => {
      execFileSync('mkfifo', [path.join(home.path, 'fifo')])
      home.write('huge', '')
      truncateSync(path.join(home.path, 'huge'), 2 ** 40)
      home.write('large', 'x'.repeat(1024 ** 2 + 1))
      const link = path.join(home.path, 'link')
      symlinkSync(target, link)
      const error = opsErrorOf(() => readTextFile(link, wish))
      expect([error.code, error.failure]).to.deep.equal(['OPS_FILE_UNREADABLE', 'usage'])
      expect(error.message).to.match(says)
      expect(error.next).to.equal(`ls -lL ${link}`)
    })

  it('of a pipe is read where a person named it, up to the limit', () => {
    const reader = path.resolve('src/lib/shared/text-file.ts')
    const script = (wish: string): string =>
      `const {readTextFile} = await import(${JSON.stringify(reader)})
       try { console.log(readTextFile('/dev/stdin', ${wish}).length) } catch (error) { console.log(error.message) }`
    // Not by execFileSync's own input: that is a socket.
    const read = (wish: string): string =>
      execFileSync(
        'sh',
        ['-c', 'yes | head -c 200000 | "$0" --import tsx --input-type=module --eval "$1"', process.execPath, script(wish)], // prettier-ignore
        {encoding: 'utf8'},
      )
    expect(read('{pipe: true}')).to.equal('200000\n')
    expect(read('{pipe: true, largest: 65536}')).to.match(/cannot read .*: it has more than 64 KiB/)
  })

  it('that comes by itself is taken up to the limit', async () => {
    const come = (): Readable => Readable.from(['größe', 'x'.repeat(5)].map((text) => Buffer.from(text)))
    expect(await readTextOf(come(), {name: 'standard input', largest: 12})).to.equal('größexxxxx')
    const error = await opsErrorFrom(() => readTextOf(come(), {name: 'standard input', largest: 11}))
    expect([error.code, error.failure, error.next]).to.deep.equal(['OPS_FILE_UNREADABLE', 'usage', undefined])
    expect(error.message).to.match(/^cannot read standard input: it has more than/)
  })

  it('of /dev/null is none', () => {
    expect(readTextFile('/dev/null')).to.equal('')
  })

  it('that is not there is told by the system', () => {
    expect(() => readTextFile(path.join(home.path, 'none'))).to.throw(/ENOENT/)
  })
})

import {expect} from 'chai'
import path from 'node:path'
import {Readable} from 'node:stream'
import {gzipSync} from 'node:zlib'
import {linesOfFile, type LinePiece} from '../../../src/lib/shared/file-lines.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom} from '../../support/thrown.js'

const mebibyte = 1024 * 1024

describe('the lines of a file', () => {
  let home: TempHome
  beforeEach(() => {
    home = createTempHome()
  })
  afterEach(() => {
    home.remove()
  })

  const piecesOf = async (file: string, stdin?: Readable, longest = mebibyte): Promise<LinePiece[]> => {
    const pieces: LinePiece[] = []
    for await (const piece of linesOfFile(file, {longest, ...(stdin === undefined ? {} : {stdin})}))
      pieces.push(piece)
    return pieces
  }
  const numbered = (pieces: readonly LinePiece[]): readonly (readonly [number, string])[] =>
    pieces.flatMap(({lines, firstNumber}) =>
      lines.map((line, index) => [firstNumber + index, line.toString('utf8')] as const),
    )

  for (const {name, chunks, want, isOpen = false} of [
    {name: 'one chunk', chunks: ['a\nb\n'], want: ['a', 'b']},
    {name: 'ends of both kinds, and empty lines', chunks: ['a\r\n\nb\n'], want: ['a', '', 'b']},
    {name: 'an end between two chunks', chunks: ['a\r', '\nb', '\n'], want: ['a', 'b']},
    {name: 'a line over many chunks', chunks: ['a', 'b', 'c', 'd\ne\n'], want: ['abcd', 'e']},
    {name: 'a last line without an end', chunks: ['a\n', 'b'], want: ['a', 'b'], isOpen: true},
    {name: 'nothing', chunks: [], want: []},
  ])
    it(`are told with their numbers: ${name}`, async () => {
      const pieces = await piecesOf('-', Readable.from(chunks.map((chunk) => Buffer.from(chunk))))
      expect(numbered(pieces)).to.deep.equal(want.map((line, index) => [index + 1, line]))
      expect(pieces.at(-1)?.isOpen ?? false).to.equal(isOpen)
      expect(pieces.slice(0, -1).some((piece) => piece.isOpen)).to.equal(false)
    })

  it('keep a character that lies across two chunks', async () => {
    const bytes = Buffer.from('größe\n')
    const pieces = await piecesOf('-', Readable.from([bytes.subarray(0, 3), bytes.subarray(3)]))
    expect(numbered(pieces)).to.deep.equal([[1, 'größe']])
  })

  it('of a packed file are those that are in it', async () => {
    const packed = gzipSync('one\ntwo\n')
    const file = home.write('lines.gz', packed)
    expect(numbered(await piecesOf(file))).to.deep.equal([
      [1, 'one'],
      [2, 'two'],
    ])
    const error = await opsErrorFrom(() => piecesOf(home.write('torn.gz', packed.subarray(0, -9))))
    expect(error.code).to.equal('OPS_FILE_UNREADABLE')
  })

  it('are not read on once one has no end', async () => {
    const {message, code, failure, next} = await opsErrorFrom(() => piecesOf('/dev/zero'))
    expect([message, code, failure, next]).to.deep.equal([
      'cannot read /dev/zero: line 1 is longer than 1 MiB',
      'OPS_FILE_UNREADABLE',
      'usage',
      'ls -lL /dev/zero',
    ])
  })

  for (const {name, chunks, line} of [
    {name: 'that comes whole', chunks: ['a\n', `${'x'.repeat(11)}\n`], line: 2},
    {name: 'that comes in parts', chunks: ['a\nb\n', 'x'.repeat(6), 'x'.repeat(6)], line: 3},
    {name: 'behind others of its chunk', chunks: [`a\n${'x'.repeat(11)}`], line: 2},
  ])
    it(`are as long as they may be, and no longer: one ${name}`, async () => {
      const error = await opsErrorFrom(() =>
        piecesOf('-', Readable.from(chunks.map((chunk) => Buffer.from(chunk))), 10),
      )
      expect(error.message).to.include(`cannot read standard input: line ${line} is longer than`)
      expect(error.next).to.equal(undefined)
      const fits = Readable.from([Buffer.from(`a\n${'x'.repeat(10)}\n`)])
      expect(numbered(await piecesOf('-', fits, 10))).to.have.length(2)
    })

  it('of a file that is not there are told by its name', async () => {
    const error = await opsErrorFrom(() => piecesOf(path.join(home.path, 'none')))
    expect(error.code).to.equal('OPS_FILE_UNREADABLE')
    expect(error.message).to.include('no such file')
  })
})

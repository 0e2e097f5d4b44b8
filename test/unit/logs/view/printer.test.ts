import {expect} from 'chai'
import {readPage} from '../../../../src/lib/logs/page-events.js'
import {parseFields} from '../../../../src/lib/logs/view/fields.js'
import {createPrinter, type PrinterOptions} from '../../../../src/lib/logs/view/printer.js'
import {opsErrorOf} from '../../../support/thrown.js'

const body = `[{"uuid":"a","n":1.0,"actor":{"displayName":"=cmd()","alternateId":"x@halyard.test"},"outcome":{"result":"SUCCESS"},
 "target":[{"type":"User","displayName":"Åsa \\"Q\\""},{"type":"UserGroup","displayName":"Dev\\u009b"}]},
{"uuid":"b","odd":"\u009b","target":null},{"uuid":"c"}]`
const read = readPage(Buffer.from(body))
const file: PrinterOptions = {
  output: 'ndjson',
  fields: [],
  columns: undefined,
  colour: false,
  orgUrl: 'https://halyard.okta.com',
}

function printed(options: Partial<PrinterOptions>, ...pages: readonly (readonly number[])[]): string {
  const printer = createPrinter({...file, ...options})
  const shown = (pages.length === 0 ? [[0, 1, 2]] : pages).map((picks) =>
    printer.page(read, picks).toString(),
  )
  return [printer.head, ...shown, printer.tail].join('')
}

describe('createPrinter', () => {
  it("keeps each event's own bytes in ndjson, one event a line", () => {
    expect(printed({}).split('\n')[1]).to.equal('{"uuid":"b","odd":"\u009b","target":null}')
    expect(printed({}).split('\n')[0]).to.contain('"n":1.0').and.to.contain('\\u009b')
    expect(printed({}, [2])).to.equal('{"uuid":"c"}\n')
  })

  it('shows a terminal nothing that it would obey, in every output', () => {
    for (const output of ['ndjson', 'json', 'csv', 'pretty'] as const)
      expect(printed({output, columns: 80, fields: parseFields('odd,target.displayName')})).not.to.contain(
        '\u009b',
      )
    expect(JSON.parse(printed({columns: 80}, [1]))).to.deep.equal({uuid: 'b', odd: '\u009b', target: null})
  })

  it('makes one list of all pages in json, also of none', () => {
    expect(JSON.parse(printed({output: 'json'}, [0, 2], [], [1]))).to.deep.equal([
      read.events[0],
      read.events[2],
      read.events[1],
    ])
    expect(JSON.parse(printed({output: 'json'}, []))).to.deep.equal([])
  })

  it('picks the fields that were asked for', () => {
    const fields = parseFields('uuid,target[type eq "UserGroup"].displayName,outcome.result')
    const picked = {
      uuid: 'a',
      'target[type eq "UserGroup"].displayName': ['Dev\u009b'],
      'outcome.result': 'SUCCESS',
    }
    expect(JSON.parse(printed({fields}, [0]))).to.deep.equal(picked)
    expect(JSON.parse(printed({fields, output: 'json'}, [0]))).to.deep.equal([picked])
  })

  it('writes csv by RFC 4180, and no formulas', () => {
    const fields = parseFields('uuid,actor.displayName,target.displayName,n')
    expect(printed({output: 'csv', fields}, [0, 2])).to.equal(
      'uuid,actor.displayName,target.displayName,n\r\na,\'=cmd(),"Åsa ""Q"", Dev\u009b",1\r\nc,,,\r\n',
    )
    expect(printed({output: 'csv'}, []).startsWith('published,severity,outcome.result,')).to.equal(true)
    for (const start of ['=', '+', '-', '@', '\t']) {
      const page = readPage(Buffer.from(JSON.stringify([{uuid: `${start}1`}])))
      const printer = createPrinter({...file, output: 'csv', fields: parseFields('uuid')})
      expect(printer.page(page, [0])).to.equal(`'${start}1\r\n`)
    }
  })

  it('prints what a template makes of an event', () => {
    expect(printed({output: 'template', template: ({uuid}) => `<${JSON.stringify(uuid)}>`}, [0, 1])).to.equal(
      '<"a">\n<"b">\n',
    )
  })
})

describe('parseFields', () => {
  for (const text of ['', 'a,', 'a b', 'a..b', '"a"', 'a[b'])
    it(`refuses ${JSON.stringify(text)} and says where`, () => {
      const error = opsErrorOf(() => parseFields(text))
      expect(error).to.include({code: 'OPS_FILTER', failure: 'usage'})
      expect(error.message).to.match(/^--fields: .*\n {2}.*\n +\^$/s)
    })

  it('reads own properties only', () => {
    const [field] = parseFields('constructor.name')
    expect(field?.read({})).to.equal(undefined)
  })
})

/**
 * Draws the buffer of an @xterm/headless terminal as an SVG: one rectangle per coloured background, one <text> per run of
 * equal cells. Text stays text, so the picture can be searched and read aloud.
 */

const cell = {width: 8.4, height: 19}
const frame = {left: 18, top: 54, right: 18, bottom: 16}
const colours = {
  ground: '#11151c',
  bar: '#1b212c',
  text: '#d8dee9',
  dots: ['#ff5f57', '#febc2e', '#28c840'],
  // The sixteen colours a terminal names, normal then bright.
  named: [
    ...['#3b4252', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#d8dee9'],
    ...['#6b7689', '#ff8089', '#b5e890', '#ffd68a', '#82c7ff', '#df9bf2', '#7fdbe4', '#ffffff'],
  ],
}

/** The first `rows` lines of `terminal` as SVG text, under a window bar that says `title`. */
export function screenToSvg(terminal, {title, rows}) {
  const width = Math.ceil(frame.left + terminal.cols * cell.width + frame.right)
  const height = Math.ceil(frame.top + rows * cell.height + frame.bottom)
  const lines = Array.from({length: rows}, (_, row) => drawLine(terminal, row)).join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(title)}">
<rect width="${width}" height="${height}" rx="10" fill="${colours.ground}"/>
<path d="M0 30V10a10 10 0 0 1 10-10h${width - 20}a10 10 0 0 1 10 10v20z" fill="${colours.bar}"/>
${colours.dots.map((fill, index) => `<circle cx="${20 + index * 20}" cy="15" r="6" fill="${fill}"/>`).join('')}
<text x="${width / 2}" y="20" text-anchor="middle" fill="#8b95a7" font-family="system-ui, sans-serif" font-size="13">${escape(title)}</text>
<g font-family="ui-monospace, 'SF Mono', Menlo, 'DejaVu Sans Mono', Consolas, monospace" font-size="14">
${lines}</g>
</svg>
`
}

function drawLine(terminal, row) {
  const line = terminal.buffer.active.getLine(row)
  return line === undefined
    ? ''
    : runsOf(line)
        .map((run) => drawRun(run, row))
        .join('')
}

/** Neighbouring cells that look alike, as `{column, text, look}`; blank ends are left out. */
function runsOf(line) {
  const runs = []
  for (let column = 0; column < line.length; column++) {
    const one = line.getCell(column)
    if (one === undefined || one.getWidth() === 0) continue
    const look = lookOf(one)
    const last = runs.at(-1)
    if (last !== undefined && sameLook(last.look, look)) last.text += one.getChars() || ' '
    else runs.push({column, text: one.getChars() || ' ', look})
  }
  return runs
    .map((run) => (run.look.background === undefined ? {...run, text: run.text.trimEnd()} : run))
    .filter(({text}) => text !== '')
}

function lookOf(one) {
  const [front, back] = [
    colourOf(one.isFgDefault(), one.isFgRGB(), one.getFgColor()),
    colourOf(one.isBgDefault(), one.isBgRGB(), one.getBgColor()),
  ]
  const inverse = one.isInverse() !== 0
  return {
    colour: (inverse ? (back ?? colours.ground) : front) ?? colours.text,
    background: inverse ? (front ?? colours.text) : back,
    bold: one.isBold() !== 0,
    dim: one.isDim() !== 0,
  }
}

/** A cell's colour as SVG wants it; undefined for the terminal's own. */
function colourOf(isDefault, isRgb, value) {
  if (isDefault) return undefined
  if (isRgb) return `#${value.toString(16).padStart(6, '0')}`
  if (value < 16) return colours.named[value]
  if (value >= 232)
    return `rgb(${Array(3)
      .fill((value - 232) * 10 + 8)
      .join(',')})`
  const level = (step) => (step === 0 ? 0 : step * 40 + 55)
  const index = value - 16
  return `rgb(${[Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6].map(level).join(',')})`
}

function sameLook(a, b) {
  return a.colour === b.colour && a.background === b.background && a.bold === b.bold && a.dim === b.dim
}

function drawRun({column, text, look}, row) {
  const [x, top] = [frame.left + column * cell.width, frame.top + row * cell.height]
  const box =
    look.background === undefined
      ? ''
      : `<rect x="${round(x)}" y="${top - 14}" width="${round(text.length * cell.width)}" height="${cell.height}" fill="${look.background}"/>`
  const style = `${look.bold ? ' font-weight="700"' : ''}${look.dim ? ' opacity="0.62"' : ''}`
  // textLength keeps the columns straight whatever monospace font the reader has; plain spaces would be folded.
  const length = round(text.length * cell.width)
  return `${box}<text x="${round(x)}" y="${top}" textLength="${length}" fill="${look.colour}"${style}>${escape(text).replaceAll(' ', '\u00a0')}</text>\n`
}

const round = (value) => Math.round(value * 10) / 10

function escape(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

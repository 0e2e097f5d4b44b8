import pty from '@lydell/node-pty'
import xterm from '@xterm/headless'

const promptMark = '\u001b]7;idle\u0007'
const prompt = `\\[${promptMark}\\e[1;32m\\]$\\[\\e[0m\\] `

/**
 * A person's shell in a real terminal: bash in a pty, drawn by @xterm/headless. `run(line)` types the line (or several), waits until the
 * shell is back and everything is drawn.
 */
export async function openSession({columns, rows, env}) {
  const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 0})
  // The prompt carries an invisible mark: seeing it means that the command before it has ended.
  const shell = pty.spawn('bash', ['--norc', '--noprofile'], {
    cols: columns,
    rows,
    name: 'xterm-256color',
    env: {...env, PS1: prompt, TERM: 'xterm-256color'},
  })

  let seen = ''
  let wake = () => undefined
  shell.onData((data) => {
    terminal.write(data)
    seen += data
    if (seen.includes(promptMark)) wake()
  })
  const atPrompt = () =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`the shell did not come back; it said: ${seen}`)),
        60_000,
      )
      wake = () => {
        clearTimeout(timer)
        // What follows the mark in the same breath belongs to the prompt.
        setTimeout(() => terminal.write('', resolve), 50)
      }
      if (seen.includes(promptMark)) wake()
    })
  await atPrompt()
  return {
    terminal,
    async run(line) {
      seen = ''
      shell.write(`${line.replaceAll('\n', '\r')}\r`)
      await atPrompt()
    },
    close: () => shell.kill(),
  }
}

import type {IncomingMessage} from 'node:http'

/** The whole body; `cut off` when the other end went away or was too slow. */
export async function readBody(
  request: IncomingMessage,
  mostBytes: number,
): Promise<Buffer | 'too large' | 'cut off'> {
  const chunks: Buffer[] = []
  let size = 0
  return new Promise((resolve) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= mostBytes) chunks.push(chunk)
      else {
        request.pause()
        resolve('too large')
      }
    })
    request.on('end', () => {
      resolve(Buffer.concat(chunks))
    })
    for (const event of ['error', 'close'] as const)
      request.on(event, () => {
        resolve('cut off')
      })
  })
}

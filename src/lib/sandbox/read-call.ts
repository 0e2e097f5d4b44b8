import type {Context} from 'hono'
import type {Call} from './aws/call.js'

/** Reads a request once into the plain value that handlers work on. */
export async function readCall(c: Context): Promise<Call> {
  const bodyText = await c.req.text()
  const {pathname, search, searchParams} = new URL(c.req.url)
  return {
    method: c.req.method,
    rawPath: pathname,
    rawQuery: search.slice(1),
    query: searchParams,
    headers: c.req.header(),
    bodyText,
    fields: readFields(bodyText, c.req.header('content-type') ?? ''),
  }
}

function readFields(text: string, contentType: string): Readonly<Record<string, unknown>> {
  if (contentType.includes('x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text))
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? {...value} : {}
  } catch {
    return {}
  }
}
